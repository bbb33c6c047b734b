"""Which emails are due to whom, by which way, and what each may say."""
