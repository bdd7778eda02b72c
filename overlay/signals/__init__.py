"""What indicators and the calendar say, and whether a gate ever chose better than chance."""
