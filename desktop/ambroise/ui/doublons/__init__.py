"""Files that may be the same person: compare them, read them as one, undo it."""
