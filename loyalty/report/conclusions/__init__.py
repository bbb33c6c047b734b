"""What follows from the figures, as data: three sentences, warnings, and suggestions; words say them elsewhere."""
