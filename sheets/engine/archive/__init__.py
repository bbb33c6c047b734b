"""Closed years as they are read: in this spreadsheet, and in those that they were moved into."""
