"""ManyChat's side of a chat: contacts, what starts a flow, its one step, and what each channel lets through."""
