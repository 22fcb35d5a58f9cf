"""Cards and national services of French e-health; knows nothing of the application."""
