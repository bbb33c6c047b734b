"""The tab Start: its first rows, and the ticks that the check fills in."""
