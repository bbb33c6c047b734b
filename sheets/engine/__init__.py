"""Read, decide, commit: one cycle for all who wait, the fence that keeps commit_log apart, and Google's quota."""
