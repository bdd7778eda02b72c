"""The screen of the topic start."""
