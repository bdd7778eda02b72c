"""The law, and what it takes: income tax, Section 1256, straddles, wash sales, sell or hold."""
