"""Every option once: name, type, default, help text."""
