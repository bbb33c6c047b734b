"""Values to cells: a decision as the requests of one batch."""
