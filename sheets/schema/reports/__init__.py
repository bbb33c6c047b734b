"""What the owner reads of a report: its figures in sentences, and what stands beside them."""
