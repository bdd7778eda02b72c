"""The market bar on top of every page: which market, its levels, and where its VIX stands."""
