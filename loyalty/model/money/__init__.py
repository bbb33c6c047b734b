"""Currencies."""
