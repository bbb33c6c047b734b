"""What rewards cost: said to the owner, noted beside the rewards, and other prices written where the owner says yes."""
