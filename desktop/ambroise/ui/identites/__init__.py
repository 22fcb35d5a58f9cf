"""The identity of a patient: traits compared with INSi, proof shown, status derived."""
