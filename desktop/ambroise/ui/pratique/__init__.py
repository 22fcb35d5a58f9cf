"""One's own prescriptions looked back on: who takes what, and which alerts were passed over."""
