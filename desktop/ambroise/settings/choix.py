"""The choices that an option offers."""

from enum import StrEnum


class Environnement(StrEnum):
    """Where the national services are.

    Production refuses test cards and test identities; the others refuse real ones.
    """

    BAC_A_SABLE = "bac-a-sable"
    QUALIFICATION = "qualification"
    PRODUCTION = "production"


class RetraitCps(StrEnum):
    """What the removal of the CPS does to the open session: lock, warn, keep under the e-CPS."""

    VERROUILLER = "verrouiller"
    AVERTIR = "avertir"
    GARDER = "garder"


class AlimentationDmp(StrEnum):
    """How documents leave for the DMP: alone (the rule of EX_GEN-1060), or held until the user agrees."""

    AUTOMATIQUE = "automatique"
    RETENUE = "retenue"


class ClassementMessages(StrEnum):
    """Who files a document received by mail: a person, or the software when nothing at all is in doubt."""

    A_LA_MAIN = "a-la-main"
    SEUL = "seul"


class CanalPsc(StrEnum):
    """What the professional answers Pro Santé Connect with, or whether it is asked at each login."""

    DEMANDER = "demander"
    CARTE = "carte"
    TELEPHONE = "telephone"


class Theme(StrEnum):
    """Colours of the interface."""

    SYSTEME = "systeme"
    CLAIR = "clair"
    SOMBRE = "sombre"
