"""The words: what the program says in each language, and how numbers, money and days are written there."""
