"""The ordonnance numérique service: unique number, QR code, deposit, consultation and execution.

The wire protocol of the Assurance Maladie (guides SEL-MP-029, 031, 032, 040) is reserved to publishers under
agreement and is **not** implemented here: the exchange below carries the closest public model (FHIR R4,
``ans.fhir.fr.eprescription``) between :class:`~esante.ordonnance_numerique.client.OrdonnanceNumeriqueClient`
and the sandbox.
"""
