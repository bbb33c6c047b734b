"""The owner's shops on this machine: a small Shopify, WooCommerce and Stripe, with goods, carts, codes and webhooks."""
