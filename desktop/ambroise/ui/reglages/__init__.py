"""The settings of the seat: few, each with its consequence in words, saved at once."""
