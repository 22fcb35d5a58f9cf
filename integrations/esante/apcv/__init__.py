"""The Vitale card on a phone: its QR or NFC content exchanged for a context."""
