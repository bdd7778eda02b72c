"""Each sentence of the article, tested on a book and a market with a number."""
