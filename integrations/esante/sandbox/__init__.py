"""The national services and the cards, simulated for demonstration, training and tests."""

OPTION = "--bac-a-sable"
"""First argument of the frozen program when it is to be the sandbox; its folder follows."""
OPTION_PASSEUR = "--passeur"
"""First argument of the frozen program when it is to hold a process in a network of its own."""
