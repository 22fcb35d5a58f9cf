"""Client TLS whose private key may stay in a card: policy, trust anchors, revocation."""

from esante.tls.context import create_tls_context

__all__ = ["create_tls_context"]
