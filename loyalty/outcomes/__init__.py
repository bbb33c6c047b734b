"""Every answer that a rule can give, the expected no included."""
