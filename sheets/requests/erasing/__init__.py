"""Erasing a member: what a batch says for it, in every tab and in closed years, and what Google's replies say of it."""
