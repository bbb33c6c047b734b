"""The kinds of change that a batchUpdate may hold, one module for each subject."""
