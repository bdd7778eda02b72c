"""The data door: the only code that reads files or the network."""
