"""The screen of the topic data."""
