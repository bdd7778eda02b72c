"""The screen of the topic portfolio."""
