"""The figures of a report: what is counted, how sure it is, and what follows; docs/report.md says what each means."""
