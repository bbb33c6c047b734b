"""What comes in from elsewhere than the chat: a shop's orders, and the owner's own edits."""
