"""A health document opened from a file manager: its pages, outside any file of a patient."""
