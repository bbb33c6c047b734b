"""Google's messages as the discovery document has them: names and types, field masks, errors, colours."""
