"""Pro Santé Connect as a desktop may use it: through the relay (proxy e-Santé), CIBA in poll mode behind
it."""
