"""From a PC/SC reader to typed APDU exchanges."""
