"""A stand-in for the Google Sheets API v4: a pure core, a server around it, and a transport below requests."""
