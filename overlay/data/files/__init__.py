"""What a visitor brings: files of lots, prices, settlements, events and breadth."""
