"""Secure mail: the requirements of the national texts, one scenario each."""
