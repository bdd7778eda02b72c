"""The server around the pages: start-up, routes and headers."""
