"""Option chains as Cboe writes them, and quotes that can be trusted."""
