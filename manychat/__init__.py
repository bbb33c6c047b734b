"""The chat: ManyChat's JSON as values, and the program's answers as ManyChat's JSON."""
