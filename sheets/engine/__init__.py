"""Read, decide, commit: one cycle for all who wait, the fence that keeps commits apart, and Google's quota."""
