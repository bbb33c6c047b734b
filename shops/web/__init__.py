"""The shops' own webhooks: what a signed body tells of orders and refunds, in the one neutral form. No I/O."""
