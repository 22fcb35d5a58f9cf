"""The DMP of the patient: consent first, then the list, then one document at a time."""
