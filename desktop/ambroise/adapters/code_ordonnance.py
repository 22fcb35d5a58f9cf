"""The text of the QR code of an order."""

from ambroise.adapters.traduction import translating
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.patient import Patient
from ambroise.domain.regles_ordonnance import ReglesQr
from ambroise.usecases.ports_actes import CodeLu
from esante.ordonnance_numerique.numero import NumeroOrdonnance
from esante.ordonnance_numerique.qr import ContenuQr, PatientQr, PrescripteurQr, format_qr, parse_qr

SERVICE = "Le service d’ordonnance numérique"
LARGEUR_NOM = 90
"""Width of a name in the symbol: a longer one is cut, and compared as cut."""

VERSION = 2
"""Structure version of the published sample."""


def write_code(ordonnance: Ordonnance, patient: Patient, regles: ReglesQr = ReglesQr()) -> str:  # noqa: B008
    """Return the text of the QR code; empty when the order has no number."""
    if ordonnance.numero is None:
        return ""
    traits, prescripteur = patient.identite.traits, ordonnance.prescripteur
    titulaire, remplacant = prescripteur.rpps_remplace or prescripteur.numero_rpps, None
    if prescripteur.rpps_remplace:
        remplacant = prescripteur.numero_rpps
        if regles.remplacant_en_rpps:
            titulaire, remplacant = remplacant, titulaire
    return format_qr(
        ContenuQr(
            NumeroOrdonnance(ordonnance.numero),
            VERSION,
            PatientQr(
                traits.nom_naissance[:LARGEUR_NOM], traits.premier_prenom[:LARGEUR_NOM], traits.date_naissance
            ),
            PrescripteurQr(titulaire, remplacant, prescripteur.numero_am, prescripteur.numero_finess),
        ),
        regles.cle_finess,
    )


def read_code(texte: str) -> CodeLu:
    """Understand a scanned or typed code, without any service. Raises ReponseInvalide when it is none."""
    with translating(SERVICE):
        lu = parse_qr(texte)
    return CodeLu(
        numero=str(lu.numero),
        version=lu.version,
        patient_nom=lu.patient.nom if lu.patient else "",
        patient_prenom=lu.patient.prenom if lu.patient else "",
        patient_date_naissance=lu.patient.date_naissance if lu.patient else None,
        rpps=(lu.prescripteur.rpps or "") if lu.prescripteur else "",
        rpps_remplacant=(lu.prescripteur.rpps_remplacant or "") if lu.prescripteur else "",
        numero_am=(lu.prescripteur.am or "") if lu.prescripteur else "",
    )
