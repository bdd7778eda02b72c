"""The screen of the topic hedge."""
