"""Which tab of the spreadsheet is which of the program's, whatever the owner calls it."""
