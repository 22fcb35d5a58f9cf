"""MSSanté secure mail: IMAP, submission, message rules."""
