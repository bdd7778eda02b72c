"""The screen of the topic whole book."""
