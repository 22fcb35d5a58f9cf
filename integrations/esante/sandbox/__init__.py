"""The national services and the cards, simulated for demonstration, training and tests."""
