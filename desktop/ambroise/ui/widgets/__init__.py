"""The shared controls: every screen is made of these and of nothing that draws its own colours."""
