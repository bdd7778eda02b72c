"""The book with its overlay in a scenario, and over many joint paths."""
