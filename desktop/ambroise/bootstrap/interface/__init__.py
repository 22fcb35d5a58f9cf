"""The interface of one application: what its frame and screens ask, and how they are joined."""
