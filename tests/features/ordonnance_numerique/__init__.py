"""The ordonnance numérique, from the deposit to the last box: one scenario a rule."""
