"""What goes with a member who leaves: what is theirs, where it stands, and what is the shop's."""
