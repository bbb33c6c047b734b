"""What an owner moved in the moment of a commit, put where it belongs."""
