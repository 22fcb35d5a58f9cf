"""Ordonnances and letters as PDF."""
