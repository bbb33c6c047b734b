"""What the owner asks for at a terminal: closing the books, bringing members along, trying a campaign."""
