"""Pro Santé Connect through the relay a publisher operates."""
