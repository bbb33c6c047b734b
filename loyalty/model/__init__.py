"""What the program speaks of: members, orders, rewards, coupons, entries, letters, settings and their identifiers."""
