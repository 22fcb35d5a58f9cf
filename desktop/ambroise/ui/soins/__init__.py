"""The care plans: which acts are due to whom, until when, and what their orders lack."""
