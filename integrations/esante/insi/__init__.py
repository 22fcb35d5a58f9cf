"""The INSi téléservice: find the identité nationale de santé of a person."""
