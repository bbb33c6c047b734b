"""What of an order counts for points, and what it gives by itself."""
