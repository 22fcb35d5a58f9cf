"""How to reach a patient, for whoever receives patients."""
