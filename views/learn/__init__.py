"""The screen of the topic learn."""
