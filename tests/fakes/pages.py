"""A printed order as in the visual target: the published test identity ADRUN Zoé, an invented practice."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

from ambroise.printing.page import (
    BlocPatient,
    BlocPrescripteur,
    LigneImprimee,
    PageOrdonnance,
    Paraphe,
    ZoneImprimee,
)

NUMERO = "02AMBTEST2JC4NYGHZ"
DATAMATRIX = (
    "IS010000000000000000000000"
    + "S1275126322074974"
    + "S21.2.250.1.213.1.4.8"
    + "S3ZOE\x1dS4ADRUN\x1dS5FS631-12-1975S763220"
)
QR = json.dumps(
    {
        "S": {"V": 2},
        "D": {
            "ID": NUMERO,
            "P": {"N": "ADRUN".ljust(90), "P": "ZOE".ljust(90), "D": "1975-12-31"},
            "M": {"RPPS": "99900063480", "AM": "639912345"},
        },
    },
    separators=(",", ":"),
)
PRESCRIPTEUR = BlocPrescripteur(
    nom="Docteur Max LIBRE",
    qualite="Médecin généraliste, conventionné secteur 1",
    adresse=("Cabinet des Tilleuls", "12, rue des Tilleuls", "63000 Clermont-Ferrand, France"),
    telephone="+33 4 65 71 00 12",
    email="max.libre@cabinet-tilleuls.example",
    numero_rpps="99900063480",
    numero_am="639912345",
)
PATIENT = BlocPatient(
    nom_naissance="ADRUN",
    premier_prenom="ZOE",
    prenoms="ZOE",
    date_naissance=date(1975, 12, 31),
    age="50 ans",
    sexe="F",
    lieu_naissance="63220",
    matricule="275126322074974",
    datamatrix=DATAMATRIX,
)
LIGNES_ALD = (
    LigneImprimee(
        "METFORMINE 1000 mg, comprimé pelliculé",
        "1 comprimé le matin et 1 comprimé le soir, au cours des repas, pendant 3 mois",
        details=("180 comprimés",),
    ),
    LigneImprimee(
        "RAMIPRIL 5 mg, comprimé sécable", "1 comprimé le matin pendant 3 mois", details=("90 comprimés",)
    ),
    LigneImprimee(
        "SIMVASTATINE 20 mg, comprimé pelliculé (ZOCOR 20 mg)",
        "1 comprimé le soir pendant 12 semaines",
        ("Ne pas prendre du 4 au 11 juin 2026, pendant l’antibiotique. Reprendre le 12 juin 2026.",),
        ("84 comprimés",),
    ),
)
LIGNES_AUTRES = (
    LigneImprimee(
        "CLARITHROMYCINE 500 mg, comprimé pelliculé",
        "1 comprimé le matin et 1 comprimé le soir pendant 7 jours",
        details=("14 comprimés",),
    ),
    LigneImprimee(
        "PARACÉTAMOL 1000 mg, comprimé (DOLIPRANE 1000 mg)",
        "1 comprimé matin, midi et soir pendant 5 jours, si fièvre ou douleur"
        "\nLaisser au moins 6 heures entre deux prises",
        details=("15 comprimés",),
    ),
)
PAGE = PageOrdonnance(
    prescripteur=PRESCRIPTEUR,
    patient=PATIENT,
    date=date(2026, 6, 4),
    zones=(
        ZoneImprimee(
            LIGNES_ALD,
            "Prescriptions relatives au traitement de l’affection de longue durée reconnue",
            "AFFECTION EXONÉRANTE",
        ),
        ZoneImprimee(
            LIGNES_AUTRES,
            "Prescriptions sans rapport avec l’affection de longue durée",
            "MALADIES INTERCURRENTES",
        ),
    ),
    cloture="5 médicaments prescrits",
    signature=("Signé le 4 juin 2026 à 11 h 52", "par le Dr Max LIBRE, carte CPS"),
    paraphe=Paraphe(
        (((0.0, 0.1), (0.2, 0.9), (0.3, 0.2), (0.45, 0.9), (0.6, 0.2), (0.7, 0.8), (0.75, 0.1), (1.0, 0.4)),)
    ),
    numero=NUMERO,
    qr=QR,
    paragraphes=(
        "La patiente a été informée le 4 juin 2026 et ne s’oppose pas à ce que le prescripteur consulte"
        " les données de délivrance ou d’exécution de cette prescription.",
        "Les données de cette prescription sont transmises par voie électronique à l’Assurance Maladie."
        " Pour exercer vos droits sur ces données\u00a0: ameli.fr, rubrique"
        " «\u00a0Protection des données personnelles\u00a0».",
    ),
    specimen=True,
    produit_le=datetime(2026, 6, 4, 9, 52, tzinfo=UTC),
)


def page_of(lines: int) -> PageOrdonnance:
    """Return the order with that many lines in one zone."""
    kept = tuple((LIGNES_ALD + LIGNES_AUTRES)[i % 5] for i in range(lines))
    return replace(PAGE, zones=(ZoneImprimee(kept),), cloture=f"{lines} médicaments prescrits")
