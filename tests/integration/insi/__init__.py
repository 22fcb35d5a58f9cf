"""INSi against its sandbox."""
