"""A small Stripe: checkout sessions, refunds, events signed as its own are, and the lists of its API."""
