"""The text of the QR code of an order."""

from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.patient import Patient
from esante.ordonnance_numerique.numero import NumeroOrdonnance
from esante.ordonnance_numerique.qr import ContenuQr, PatientQr, PrescripteurQr, format_qr

VERSION = 2
"""Structure version of the published sample."""


def write_code(ordonnance: Ordonnance, patient: Patient) -> str:
    """Return the text of the QR code; empty when the order has no number."""
    if ordonnance.numero is None:
        return ""
    traits, prescripteur = patient.identite.traits, ordonnance.prescripteur
    remplace = prescripteur.rpps_remplace
    return format_qr(
        ContenuQr(
            NumeroOrdonnance(ordonnance.numero),
            VERSION,
            PatientQr(traits.nom_naissance, traits.premier_prenom, traits.date_naissance),
            PrescripteurQr(
                remplace or prescripteur.numero_rpps,
                prescripteur.numero_rpps if remplace else None,
                prescripteur.numero_am,
            ),
        )
    )
