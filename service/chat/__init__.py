"""The chat's answers: which rule an action runs, what is sent by mail beside it, and the conversation."""
