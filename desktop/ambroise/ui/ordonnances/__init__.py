"""Write an order in one line, read its alerts at a glance, sign it."""
