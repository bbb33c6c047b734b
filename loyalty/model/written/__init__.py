"""What owners, shops and customers write, read into values of ours: days, and words for an order's status."""
