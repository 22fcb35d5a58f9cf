"""The agenda of the office: days and weeks drawn to scale, moved by drag and by keyboard."""
