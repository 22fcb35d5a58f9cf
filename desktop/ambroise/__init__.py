"""Ambroise, the desktop client of French liberal health professionals."""

__version__ = "0.1.0"
