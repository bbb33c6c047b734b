"""What has gone from the spreadsheet that the program had written, and is told or given back."""
