"""Find a patient, read the file at a glance, write the consultation."""
