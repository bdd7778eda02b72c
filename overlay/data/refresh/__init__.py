"""The public market data of a machine, brought up to date in one run and kept in one file: `python -m scripts.refresh`."""
