"""Answers that tell a member of a code which the shop has just made."""
