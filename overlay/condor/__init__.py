"""The iron condor: how it is placed, what it costs, what it can earn and lose."""
