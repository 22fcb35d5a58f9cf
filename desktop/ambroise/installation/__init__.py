"""Put the program, its profile and its database in place: profile file, group practice, updates."""
