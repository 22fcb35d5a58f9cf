"""An MSSanté operator, simulated: a real Dovecot for the boxes, and a submission service that checks what it
is given."""
