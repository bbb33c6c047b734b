"""Reports in their tabs: how they are written there, and what there is of them."""
