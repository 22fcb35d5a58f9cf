"""The session of the professional: card, code porteur, place of practice."""
