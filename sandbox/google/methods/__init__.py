"""What the API can be asked: descriptions, values, batches, and the rules that a request has to keep."""
