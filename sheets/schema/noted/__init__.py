"""What the hidden tab notes: the headings that were found, how long the Ledger is."""
