"""Readers of data: the only code that reads data files or the network."""
