"""The data door: the only code that reads data files or the network."""
