"""What a user does, one file a subject; ports.py says what it asks of the outside."""
