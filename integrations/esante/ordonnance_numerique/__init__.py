"""The ordonnance numérique: number, QR code, deposit, consultation, execution."""
