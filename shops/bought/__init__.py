"""What was bought: the goods in an amount and the products of an order, in files and in JSON."""
