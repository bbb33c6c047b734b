"""The shops: orders and members as shops and other programs write them, as values."""
