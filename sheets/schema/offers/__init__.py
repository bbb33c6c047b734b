"""What there is to offer: the tabs of rewards, campaigns, tiers, plans, surveys and actions."""
