"""The shop in which codes are made: links into its cart, and what a code gives there."""
