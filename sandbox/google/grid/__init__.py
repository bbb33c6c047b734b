"""A spreadsheet as a value: its sheets, rows and cells, and the ranges in it."""
