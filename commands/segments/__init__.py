"""Segments on the command line: who is in one, as other programs take them in."""
