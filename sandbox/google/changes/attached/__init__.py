"""Requests about what lies on cells: names, protections, filters, charts, groups, tables, metadata."""
