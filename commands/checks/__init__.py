"""What manage.py check looks at: a module for each thing outside, each of which gives findings and hides no other."""
