"""A small WooCommerce shop: its REST API, checkout links and webhooks."""
