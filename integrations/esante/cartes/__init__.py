"""One session class a card: Vitale and CPS."""
