"""The page as it prints: black on white whatever the theme."""
