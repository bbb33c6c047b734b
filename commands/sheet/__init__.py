"""The spreadsheet as a whole: its tabs made, formatted and filled with examples, and the tabs of closed years."""
