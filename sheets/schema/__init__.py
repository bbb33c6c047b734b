"""What the spreadsheet looks like: its tabs and columns, where they stand, and their names in each language."""
