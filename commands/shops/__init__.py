"""The commands that connect a shop: its credentials tried, its webhooks made, the rewards' products found."""
