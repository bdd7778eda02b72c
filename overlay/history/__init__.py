"""What happened: daily closes, event days, drawdowns, and how sure a number drawn from them is."""
