"""What main and the commands share: environment, container, proofs, and the runs that a clock starts."""
