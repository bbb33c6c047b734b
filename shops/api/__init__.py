"""The shops' own addresses: the only place of this room that speaks to the outside, one file for each shop."""
