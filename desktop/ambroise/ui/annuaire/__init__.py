"""The national directory on this seat: its age, its import, a search to try it."""
