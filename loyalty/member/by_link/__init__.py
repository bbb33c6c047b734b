"""What a member does by a signed link, without the chat."""
