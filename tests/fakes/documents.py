"""Invented and published people, and an order, to build documents with in tests."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from esante.cda.ecriture import oid_de
from esante.cda.models import (
    OID_INS_TEST,
    ActeDocumente,
    Adresse,
    Code,
    Entete,
    PatientCda,
    ProfessionnelCda,
    StructureCda,
    Telecom,
)
from esante.cda.ordonnance_models import (
    Image,
    Intervalle,
    LigneDispositifCda,
    LigneMedicamentCda,
    OrdonnanceCda,
    PhasePosologie,
    ProduitCda,
    Quantite,
)
from esante.cda.valeurs import jeu_valeurs, types_document
from esante.xds.modeles import FicheDocument, LotSoumission

_RACINE = UUID("6f1f4b02-5c0e-4f0e-9a39-2d1d0d0c7a55")
INSTANT = datetime(2026, 1, 31, 10, 15, tzinfo=ZoneInfo("Europe/Paris"))
PDF = b"%PDF-1.4 copie"


def uid(nom: str) -> UUID:
    return uuid5(_RACINE, nom)


def code(jeu: str, valeur: str) -> Code:
    found = jeu_valeurs(jeu).find(valeur)
    assert found is not None
    return found


CABINET = StructureCda(
    "499900063480001",
    "CABINET M LIBRE",
    Adresse(("1 rue des Essais",), "75007", "Paris"),
    (Telecom("tel:0102030405", "WP"),),
    code("j02_type_structure", "SA07"),
    code("j04_cadre_exercice", "AMBULATOIRE"),
)
MEDECIN = ProfessionnelCda(
    "899900063480", "LIBRE", "Max", code("j01_specialite_auteur", "G15_10/SM26"), CABINET, "M", "DR"
)
PHARMACIEN = ProfessionnelCda(
    "899900038839",
    "TRAL",
    "Ademis",
    code("j01_specialite_auteur", "G15_21/A"),
    replace(CABINET, identifiant="10B0127189", nom="PHARMACIE TRAL", type=code("j02_type_structure", "SA33")),
)
PATIENTE = PatientCda(
    nom_naissance="PAT-TROIS",
    premier_prenom="DOMINIQUE",
    sexe="F",
    date_naissance=date(1979, 3, 28),
    prenoms_naissance="DOMINIQUE MARIE-LOUISE",
    matricule="279035121518989",
    oid_ins=OID_INS_TEST,
    lieu_naissance="51215",
    ipp="42",
    oid_ipp="1.2.250.1.999.1",
    adresse=Adresse(("28 avenue de Breteuil",), "75007", "Paris"),
)


def entete(type_code: str = "57833-6", nom: str = "document", **changes: object) -> Entete:
    """Return a header; the same name gives the same identifiers."""
    base = Entete(
        identifiant=oid_de(uid(nom)),
        identifiant_lot=oid_de(uid(f"{nom}/lot")),
        type=types_document()[type_code].type,
        titre=types_document()[type_code].type.libelle,
        instant=INSTANT,
        patient=PATIENTE,
        auteurs=(MEDECIN,),
        acte=ActeDocumente(None, INSTANT),
        modele=(),
        rencontre=code("j142_type_rencontre", "AMB"),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def paracetamol(nom: str = "ligne-1", **changes: object) -> LigneMedicamentCda:
    un, deux = Decimal(1), Decimal(2)
    ligne = LigneMedicamentCda(
        uid(nom),
        ProduitCda(
            "PARACETAMOL MYLAN 500 mg, comprimé",
            "63107752",
            "3400933516390",
            "plaquette de 16 comprimés",
            atc=Code("N02BE01", "paracetamol", "2.16.840.1.113883.6.73"),
        ),
        "1 à 2 comprimés toutes les 8 heures",
        phases=(
            PhasePosologie(
                "1 à 2 comprimés toutes les 8 heures",
                Intervalle(Quantite(un, "{tablet}", "1 comprimé"), Quantite(deux, "{tablet}", "2 comprimés")),
                Decimal(8),
                "h",
            ),
        ),
        debut=date(2026, 1, 31),
        fin=date(2026, 2, 5),
        voie=code("voie_administration", "20053000"),
        quantite=Quantite(deux, "30009000", "2 boîtes"),
        instructions_patient="Au cours d’un repas",
    )
    return replace(ligne, **changes)  # type: ignore[arg-type]


def ordonnance(*lignes: LigneMedicamentCda, **changes: object) -> OrdonnanceCda:
    base = OrdonnanceCda(
        debut_validite=INSTANT,
        fin_validite=INSTANT + timedelta(days=90),
        pdf=PDF,
        code_2d=Image("image/png", b"\x89PNG"),
        numero_epu="01S2TBPZ2JCNZZYGHZ",
        medicaments=lignes or (paracetamol(),),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def bande(nom: str = "dm-1") -> LigneDispositifCda:
    return LigneDispositifCda(uid(nom), "Bande de contention", code_lpp="1315650", quantite=2)


def lot(fiche: FicheDocument, nom: str = "lot") -> LotSoumission:
    contenu = Code("07", "Consultations externes", "1.2.250.1.213.2.2")
    return LotSoumission(
        oid_de(uid(nom)),
        "1.2.250.1.999.1.1.7898",
        fiche.patient_id,
        fiche.auteurs[0],
        contenu,
        "20260131091500",
        "Envoi du cabinet",
        entry_uuid=f"urn:uuid:{uid(nom)}",
    )
