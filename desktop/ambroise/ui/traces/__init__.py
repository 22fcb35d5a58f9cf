"""Who did what: to one file, and in the whole office."""
