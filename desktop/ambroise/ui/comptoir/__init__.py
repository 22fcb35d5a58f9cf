"""The counter: scan, compare, answer each line by one digit, dispense."""
