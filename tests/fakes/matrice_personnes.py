"""The people of the matrix of documents: patients and authors whose names and identifiers break others."""

from dataclasses import replace
from datetime import date

from esante.cda.models import (
    OID_INS_NIA,
    OID_INS_NIR,
    OID_INS_TEST,
    Adresse,
    PatientCda,
    ProfessionnelCda,
    StructureCda,
    Telecom,
)
from tests.fakes.documents import (
    CABINET,
    MEDECIN,
    PATIENTE,
    code,
)

_LONG = "DE LA TOUR-D’AUVERGNE-LAURAGUAIS VON HOHENZOLLERN-SIGMARINGEN"


def patients() -> dict[str, PatientCda]:
    corse = "180032A123456"
    key = 97 - int(corse.replace("2A", "19")) % 97
    return {
        "habituelle": PATIENTE,
        "corse": replace(
            PATIENTE, sexe="M", matricule=f"{corse}{key:02}", oid_ins=OID_INS_NIR, nom_naissance="CASANOVA"
        ),
        "nia": replace(PATIENTE, oid_ins=OID_INS_NIA),
        "production": replace(PATIENTE, oid_ins=OID_INS_NIR),
        "sans-ins": replace(PATIENTE, matricule=None, oid_ins=None, lieu_naissance=None),
        "long": replace(
            PATIENTE,
            nom_naissance=_LONG,
            premier_prenom="MARIE-ANTOINETTE-JOSÉPHINE",
            prenoms_naissance="MARIE-ANTOINETTE-JOSÉPHINE ÉLÉONORE ŒDIPE",
            nom_utilise="D’ARTAGNAN & FILS <TEST>",
            prenom_utilise="Ÿ",
        ),
        "enfant": replace(PATIENTE, date_naissance=date(2025, 12, 30), nom_utilise=""),
        "centenaire": replace(PATIENTE, date_naissance=date(1921, 2, 28)),
        "sans-adresse": replace(PATIENTE, adresse=None, telecoms=(), ipp=None, oid_ipp=None),
        "joignable": replace(
            PATIENTE,
            telecoms=(
                Telecom("tel:+33 6 12 34 56 78", "MC"),
                Telecom("mailto:279035121518989@patient.mssante.fr"),
            ),
            adresse=Adresse(
                ("Chez M. X", "Bât. C", "28 avenue de Breteuil"), "75007", "Paris", "FRANCE", "H"
            ),
        ),
        "sexe-inconnu": replace(PATIENTE, sexe="I", oid_ins=OID_INS_TEST),
    }


def infirmier() -> ProfessionnelCda:
    return replace(
        MEDECIN,
        identifiant="00B6087510",
        nom="INFIRMCS ADELI8751",
        prenom="Olivier",
        specialite=code("j01_specialite_auteur", "G15_60"),
        titre="",
    )


def sage_femme() -> ProfessionnelCda:
    return replace(
        MEDECIN, specialite=code("j01_specialite_auteur", "G15_50"), civilite="MME", titre="", prenom="Ève"
    )


_CONTACTS = (
    Telecom("tel:0102030405", "WP"),
    Telecom("fax:0102030406"),
    Telecom("mailto:cabinet@example.org"),
)


def prescripteurs() -> dict[str, ProfessionnelCda]:
    maison = StructureCda(
        "1750512345",
        "Maison de santé « L’Été » & Cie",
        None,
        (),
        code("j02_type_structure", "SA52"),
        code("j04_cadre_exercice", "AMBULATOIRE"),
    )
    return {
        "medecin": MEDECIN,
        "ipa": replace(infirmier(), specialite=code("j01_specialite_auteur", "G15_60/SI01")),
        "sage-femme": sage_femme(),
        "maison": replace(MEDECIN, structure=maison, nom=_LONG, titre="PR"),
        "trois-contacts": replace(MEDECIN, structure=replace(CABINET, telecoms=_CONTACTS)),
        "sans-telephone": replace(MEDECIN, structure=replace(CABINET, telecoms=(), adresse=None)),
    }
