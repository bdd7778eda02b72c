"""What a visitor has set: in the address, over pages, saved, opened, undone."""
