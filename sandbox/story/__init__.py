"""The story of the first day: a demo shop, and who does what there."""
