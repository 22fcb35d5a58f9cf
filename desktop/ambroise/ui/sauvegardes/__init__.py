"""Save the practice, and give it back from a backup."""
