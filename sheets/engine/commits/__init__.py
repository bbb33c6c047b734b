"""How a batch is committed: behind the fence, once, and never again blindly; what its answer means."""
