"""The report at a terminal: what it reads, and how its figures are printed for programs."""
