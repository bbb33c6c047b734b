"""What a warm instance knows of the tabs, so that it reads only what can have changed."""
