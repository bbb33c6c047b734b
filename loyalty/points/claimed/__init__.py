"""What becomes of the points of an order after its claim: refunds, refunds taken back, other amounts."""
