"""A book, rules, a hedge, costs and tax lived through a stretch of history."""
