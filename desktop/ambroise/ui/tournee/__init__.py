"""The tour: homes in order, big targets, everything kept offline."""
