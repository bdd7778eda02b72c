"""The screen of the topic taxes."""
