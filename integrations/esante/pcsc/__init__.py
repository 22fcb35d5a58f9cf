"""From a PC/SC reader to typed APDU exchanges: readers, connection, APDU protocol, recognition, monitor."""
