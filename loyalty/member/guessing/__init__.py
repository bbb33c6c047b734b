"""Guessing: how often somebody may try what they might guess."""
