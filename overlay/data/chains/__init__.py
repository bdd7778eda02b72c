"""Option chains in Cboe's formats, and the checks on their quotes."""
