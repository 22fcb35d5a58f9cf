"""The ordonnance numérique service, simulated: full state machine, callers' rights, concurrency,
published-like errors.

The real service's protocol is not public; this one answers
:class:`~esante.ordonnance_numerique.client.OrdonnanceNumeriqueClient` in the closest public model.
"""
