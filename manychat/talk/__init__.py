"""The conversation: what a contact means, what we wait for, what is said next; all of it stands in one field."""
