"""Composition root: the only part that knows every other and chooses the real service or the sandbox."""

from ambroise.bootstrap.application import Application

__all__ = ["Application"]
