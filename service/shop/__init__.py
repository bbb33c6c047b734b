"""The owner's shop: its credentials among the variables, and how codes are made there while customers wait."""
