"""Emails to look at: made-up ones and real ones, written to a folder, with pictures where there is Chromium."""
