"""The day of a published test doctor, as values for the screens: Thursday 4 June 2026, half past eleven."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from ambroise.domain.envoi import Envoi, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import (
    OID_INS_NIR_TEST,
    Identite,
    IdentiteIns,
    Justificatif,
    MatriculeIns,
    Sexe,
    TraitsIdentite,
    TypeJustificatif,
)
from ambroise.domain.patient import Patient
from ambroise.ui.envois.ports import EnvoiSuivi

ESPACE = UUID("00000000-0000-7000-8000-000000000000")
JOUR = date(2026, 6, 4)


def local(heure: int, minute: int = 0, jour: date = JOUR) -> datetime:
    """Return an instant of the seat's own time zone."""
    zone = datetime(jour.year, jour.month, jour.day, 12, tzinfo=UTC).astimezone().tzinfo
    return datetime(jour.year, jour.month, jour.day, heure, minute, tzinfo=zone)


MAINTENANT = local(11, 29)


def ident(nom: str) -> UUID:
    """Return a stable identifier."""
    return uuid5(ESPACE, nom)


def patient(
    nom: str,
    prenoms: str,
    sexe: Sexe,
    naissance: date,
    matricule: str = "",
    *,
    lieu: str = "63220",
    qualifiee: bool = True,
) -> Patient:
    """Return the file of a published test identity; without a matricule it stays provisional."""
    traits = TraitsIdentite(nom, prenoms, sexe, naissance, lieu)
    ins = None
    preuves: tuple[Justificatif, ...] = ()
    if matricule:
        ins = IdentiteIns(MatriculeIns(matricule, OID_INS_NIR_TEST), traits, local(9))
        if qualifiee:
            preuves = (Justificatif(TypeJustificatif.CARTE_IDENTITE, JOUR, "899900063480"),)
    return Patient(ident(f"{nom} {prenoms}"), Identite(traits, ins=ins, justificatifs=preuves))


ADRUN = patient("ADRUN", "ZOE", Sexe.FEMININ, date(1975, 12, 31), "275126322074974")
CORSE = patient("CORSE", "ANTHONY", Sexe.MASCULIN, date(1980, 3, 2), "180032B02040123", lieu="2B020")
HERMANN = patient("HERMANN", "GATIEN", Sexe.MASCULIN, date(1981, 3, 24), "181036322045660")
TCHITCHI = patient("TCHITCHI", "CATARINA BELLA", Sexe.FEMININ, date(1936, 6, 21), "236066322083656")
ADRTROIS = patient("ADRTROIS", "TOUSSAINT", Sexe.MASCULIN, date(1960, 1, 1), "160012B02077713", lieu="2B020")
PATTROIS = patient(
    "PAT-TROIS", "DOMINIQUE MARIE-LOUISE", Sexe.FEMININ, date(1979, 3, 28), "279035121518989", lieu="51215"
)
NESSI_M = patient("NESSI", "MICHELANGELO ANTHONY", Sexe.MASCULIN, date(2010, 8, 7), "110086322083060")
NESSI_R = patient("NESSI", "RUTH ISABELLE", Sexe.FEMININ, date(1977, 7, 14), "277076322082910")
HOUILLES = patient("HOUILLES", "PIERRE PAUL JACQUES", Sexe.MASCULIN, date(1993, 1, 27))
DE_VINCI = patient("DE VINCI", "LEONARDO", Sexe.MASCULIN, date(2014, 2, 1))
ECETINSI = patient("ECETINSI", "PIERRE-ALAIN MURIEL FLORIANT", Sexe.MASCULIN, date(2009, 7, 14))
PROVISOIRE = patient("PROVISOIRE", "MATRICULE", Sexe.MASCULIN, date(2009, 7, 1))
DARTAGNAN = patient(
    "D'ARTAGNAN DE L HERAULT", "PIERRE-ALAIN MURIEL FLORIANT", Sexe.MASCULIN, date(2001, 6, 17)
)
DARTAGNAN_INS = IdentiteIns(
    MatriculeIns("101066322075460", OID_INS_NIR_TEST),
    TraitsIdentite(
        "D'ARTAGNAN DE L'HERAULT",
        "PIERRE-ALAIN MURIEL FLORIANT",
        Sexe.MASCULIN,
        date(2001, 6, 17),
        "63220",
        "PIERRE-ALAIN",
    ),
    local(14, 12),
)


def envoi(
    libelle: str,
    de: Patient,
    type_: TypeEnvoi,
    etat: EtatEnvoi,
    cree: datetime,
    essais: int = 1,
    *,
    destinataire: str = "",
    prochaine: datetime | None = None,
    erreur: str = "",
    remis_le: datetime | None = None,
) -> EnvoiSuivi:
    """Return a row of the outbox with its words."""
    row = Envoi(
        ident(f"{libelle} {de.id} {type_.value} {cree.isoformat()}"),
        type_,
        de.id,
        libelle,
        str(ident(libelle)),
        b"",
        cree,
        etat,
        essais,
        prochaine,
        erreur,
        ins=None,
    )
    return EnvoiSuivi(row, de.nom_affiche, de.prenom_affiche, destinataire, remis_le)


_ON, _DMP, _MSS = TypeEnvoi.ORDONNANCE_NUMERIQUE, TypeEnvoi.DMP, TypeEnvoi.MSSANTE
_REMIS = EtatEnvoi.REMIS

ENVOIS = (
    envoi(
        "Compte rendu",
        HERMANN,
        _DMP,
        EtatEnvoi.REFUSE,
        local(10, 58),
        erreur="Le DMP ne reconnaît pas le matricule INS de ce dossier (XDSUnknownPatientId).",
    ),
    envoi(
        "Courrier",
        NESSI_R,
        _MSS,
        EtatEnvoi.EN_ATTENTE,
        local(10, 52),
        3,
        destinataire="Dr CARDIO Claude",
        prochaine=local(11, 49),
        erreur="Le serveur MSSanté n’a pas répondu.",
    ),
    envoi("Ordonnance numérique", CORSE, _ON, EtatEnvoi.EN_ATTENTE, local(11, 14), 0),
    envoi("Ordonnance du 4 juin 2026", CORSE, _DMP, EtatEnvoi.EN_COURS, local(11, 14)),
    envoi("Ordonnance numérique", NESSI_R, _ON, _REMIS, local(10, 49), remis_le=local(10, 49)),
    envoi("Volet de synthèse", TCHITCHI, _DMP, _REMIS, local(10, 20), remis_le=local(10, 20)),
    envoi("Certificat", ADRTROIS, _MSS, _REMIS, local(9, 47), 2, destinataire="Mon espace santé"),
    envoi("Ordonnance numérique", ADRTROIS, _ON, _REMIS, local(9, 31), remis_le=local(9, 33)),
    envoi("Courrier", ADRTROIS, _MSS, EtatEnvoi.ANNULE, local(9, 30), 0, destinataire="Dr OPHTA Hélène"),
    envoi("Courrier", PATTROIS, _MSS, _REMIS, local(9, 30) - timedelta(days=3)),
)
