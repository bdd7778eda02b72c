"""The screen of the topic signals."""
