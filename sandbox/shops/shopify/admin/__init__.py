"""Shopify's GraphQL Admin API: its schema, and what each field of it answers."""
