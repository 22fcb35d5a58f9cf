"""Replace the program by a version that its publisher signed, or leave everything as it was."""
