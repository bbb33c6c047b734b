"""The post: letters written from templates, and their delivery."""
