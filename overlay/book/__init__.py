"""The book: what is held, how it moves with the index, and what a gap in one name costs."""
