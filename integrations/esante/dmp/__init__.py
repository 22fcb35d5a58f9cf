"""The DMP of Mon espace santé: existence, submission, search, retrieval."""
