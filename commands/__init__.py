"""The commands of manage.py: what the owner and the operator do at a terminal. Never ships."""
