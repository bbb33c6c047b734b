"""What several benchmarks share: shops of any size, callers, plain scripts to compare with, and tables to print."""
