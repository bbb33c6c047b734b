"""What a member can do or ask in the chat: one rule for each."""
