"""The safety controls of an order, one family a file; ``controle_ordonnance`` runs them all."""
