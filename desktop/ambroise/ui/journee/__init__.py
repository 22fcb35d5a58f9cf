"""The home of the day: who comes, who waits, what to do, and whether the seat answers."""
