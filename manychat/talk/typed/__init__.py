"""What somebody typed, read beside what waits for it."""
