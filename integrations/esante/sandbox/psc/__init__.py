"""Pro Santé Connect, simulated: an OpenID provider with CIBA in poll mode, and the relay a desktop must go
through."""
