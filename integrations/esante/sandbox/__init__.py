"""The national services and the cards, simulated for demonstration, training and tests."""

OPTION = "--bac-a-sable"
"""First argument of the frozen program when it is to be the sandbox; its folder follows."""
