"""The online services against the sandbox: ordonnance numérique, MSSanté, Pro Santé Connect."""
