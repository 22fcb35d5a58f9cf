"""The Qt interface: shared shell first, then one folder a screen."""
