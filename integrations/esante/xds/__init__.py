"""Describe documents to a registry: XDS metadata shared by the DMP and by XDM archives."""
