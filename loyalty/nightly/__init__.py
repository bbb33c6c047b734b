"""What time alone changes: the steps of the nightly run."""
