"""Cells to values: how each tab's rows are read, and what is said of those that cannot be."""
