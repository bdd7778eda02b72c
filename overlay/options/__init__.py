"""European options on an index: prices, volatility surfaces, chains, markets, legs and odds."""
