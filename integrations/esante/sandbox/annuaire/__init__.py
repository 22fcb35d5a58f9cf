"""Fictitious extractions of the national directory, with the real headers, for demonstration, tests and
measures."""
