"""The doors of the shops' own webhooks: what comes there, and what becomes of it."""
