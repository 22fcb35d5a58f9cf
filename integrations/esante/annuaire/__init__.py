"""The national directory of professionals."""
