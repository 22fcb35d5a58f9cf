"""Composition root: the only part that knows every other and chooses the real service or the sandbox.

Nothing is imported here: a window, a command or a sandbox takes the part it starts, and waits for no other.
"""
