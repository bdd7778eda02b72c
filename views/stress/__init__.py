"""The screen of the topic stress."""
