"""What points are worth and what becomes of them: earning, expiry, refunds, prices, tiers, memberships, standing."""
