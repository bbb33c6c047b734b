"""The emails to the owner: the alarm, the weekly note, the report."""
