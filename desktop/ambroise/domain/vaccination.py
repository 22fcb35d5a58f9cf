"""What is asked about an injection: kind, route, place on the body, under the codes of the CI-SIS.

Value sets JDV_HL7_ActSubstanceAdministrationImmunizationCode, JDV_ImmunizationRouteCodes and
JDV_ImmunizationApproachSiteCode: the code written in the file is the code of the note.
"""

from enum import Enum


class TypeInjection(Enum):
    """First series or booster, when someone said so."""

    PRIMO_VACCINATION = ("INITIMMUNIZ", "Première série")
    RAPPEL = ("BOOSTER", "Rappel")

    def __init__(self, code: str, libelle: str) -> None:
        self.code = code
        self.libelle = libelle


class VoieVaccination(Enum):
    """By which route (EDQM codes)."""

    INTRAMUSCULAIRE = ("20035000", "Intramusculaire")
    SOUS_CUTANEE = ("20066000", "Sous-cutanée")
    INTRADERMIQUE = ("20030000", "Intradermique")
    ORALE = ("20053000", "Orale")
    INHALEE = ("20020000", "Inhalée")

    def __init__(self, code: str, libelle: str) -> None:
        self.code = code
        self.libelle = libelle


class SiteVaccination(Enum):
    """Where on the body (SNOMED CT codes): deltoid, thigh, buttock; the DMP may not know any other."""

    DELTOIDE_GAUCHE = ("16217701000119102", "Deltoïde gauche")
    DELTOIDE_DROIT = ("16217661000119109", "Deltoïde droit")
    CUISSE_GAUCHE = ("61396006", "Cuisse gauche")
    CUISSE_DROITE = ("11207009", "Cuisse droite")
    FESSE_GAUCHE = ("723979003", "Fesse gauche")
    FESSE_DROITE = ("723980000", "Fesse droite")

    def __init__(self, code: str, libelle: str) -> None:
        self.code = code
        self.libelle = libelle
