"""The screen of the topic claims."""
