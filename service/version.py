"""The version of the program, told by ``manage.py --version``, by ``GET /`` and in the log."""

VERSION = "0.1.0"
