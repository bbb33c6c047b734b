"""What was bought in an order, line by line, and what the owner says of products."""
