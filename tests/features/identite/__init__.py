"""Identity: the scenarios of the national tests and of the RNIV, in French."""
