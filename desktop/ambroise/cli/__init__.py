"""The same use cases from a terminal, one file a family of commands."""
