"""Controls, and the parts that every page shows around them."""
