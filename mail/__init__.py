"""Letters: written from templates, and handed to the mail server."""
