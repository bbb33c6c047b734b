"""What outlives a request: the data file, earlier versions, and whom a spreadsheet is shared with."""
