"""The accounts of the office: who works here, until when, and with which code."""
