"""The rows of the tab Settings: what set-up adds, how they look, and in which order they stand."""
