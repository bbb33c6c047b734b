"""The tabs that the program makes itself, in its next commit, where they are missing (docs/decisions/0030)."""
