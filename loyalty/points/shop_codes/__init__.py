"""Codes that the program makes in the shop: which are to be made there, and what has become of each."""
