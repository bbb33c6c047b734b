"""What the function and the command line share: the environment, the proofs, the log lines, the World and its tasks."""
