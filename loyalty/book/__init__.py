"""The Book: all that the spreadsheet says at one moment, what it adds up to, and the book after a decision."""
