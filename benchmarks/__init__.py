"""The benchmarks: what the service reaches on this machine, beside the simple alternative in the same run."""
