"""Domain objects in and out of the tables, one file a subject."""
