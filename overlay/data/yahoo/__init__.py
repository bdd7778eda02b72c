"""Live data from Yahoo, fetched by a process of its own."""
