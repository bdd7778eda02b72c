"""Live data from Yahoo, fetched by a separate process."""
