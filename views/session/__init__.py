"""The visitor's settings: in the address, kept between pages, saved, opened, undone."""
