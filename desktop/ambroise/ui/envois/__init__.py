"""The outbox as the user follows it: refused first, then what waits, then what arrived."""
