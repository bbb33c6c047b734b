"""The sentences of the chat: for each outcome what happened, and what the customer can do next."""
