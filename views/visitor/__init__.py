"""The visitor's own data: history, chain, lots, rejected rows."""
