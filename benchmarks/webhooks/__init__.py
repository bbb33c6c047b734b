"""What the shops' own webhooks cost, and what the chat takes meanwhile."""
