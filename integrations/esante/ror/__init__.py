"""The national directory of resources (ROR): find a structure and what it offers."""
