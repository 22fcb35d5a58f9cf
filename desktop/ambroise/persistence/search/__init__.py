"""Find a patient from whatever was typed: folding, sounds, typing errors, dates and numbers."""
