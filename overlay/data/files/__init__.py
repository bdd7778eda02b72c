"""Readers for uploaded files of lots, prices, settlements, events and breadth."""
