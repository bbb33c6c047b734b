"""The desk: a page on this machine with the spreadsheet, the chat, the shop and the emails."""
