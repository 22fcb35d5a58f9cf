"""Composition root: the only module that knows every part and chooses the real service or the sandbox."""
