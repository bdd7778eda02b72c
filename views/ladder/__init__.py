"""The screen of the topic ladder."""
