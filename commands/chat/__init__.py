"""The commands about ManyChat: what its flows need, and the links into the chat."""
