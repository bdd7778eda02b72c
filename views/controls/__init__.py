"""What a control is, and what every page shows around its own."""
