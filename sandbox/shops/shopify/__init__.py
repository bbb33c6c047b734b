"""A small Shopify: its GraphQL Admin API, cart links, checkout and webhooks."""
