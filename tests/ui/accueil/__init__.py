"""The reception of a patient."""
