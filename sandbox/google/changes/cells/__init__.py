"""Requests that change what is in cells."""
