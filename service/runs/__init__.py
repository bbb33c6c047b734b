"""What a clock starts: the reminder run, the nightly run, the delivery of emails, and their pace."""
