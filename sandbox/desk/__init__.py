"""The desk: a page on this machine with the spreadsheet, the chat and the emails."""
