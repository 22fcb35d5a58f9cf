"""Write extractions of any size: the same seed gives the same files.

The header of the activities is the one of October 2026 (56 columns). That of the boxes is not published in
full: the names of its first columns are, the others follow the same style. Everybody is invented; RPPS
numbers begin with 99, which the register does not give.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from esante.sandbox.mssante.boites import BOITES
from esante.sandbox.professionnels import PROFESSIONNELS

ENTETE_ACTIVITES = (
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Code civilité d'exercice|"
    "Libellé civilité d'exercice|Code civilité|Libellé civilité|Nom d'exercice|Prénom d'exercice|"
    "Code profession|Libellé profession|Code catégorie professionnelle|"
    "Libellé catégorie professionnelle|Code type savoir-faire|Libellé type savoir-faire|"
    "Code savoir-faire|Libellé savoir-faire|Code mode exercice|Libellé mode exercice|Numéro SIRET site|"
    "Numéro SIREN site|Numéro FINESS site|Numéro FINESS établissement juridique|"
    "Identifiant technique de la structure|Raison sociale site|Enseigne commerciale site|"
    "Complément destinataire (coord. structure)|Complément point géographique (coord. structure)|"
    "Numéro Voie (coord. structure)|Indice répétition voie (coord. structure)|"
    "Code type de voie (coord. structure)|Libellé type de voie (coord. structure)|"
    "Libellé Voie (coord. structure)|Mention distribution (coord. structure)|"
    "Bureau cedex (coord. structure)|Code postal (coord. structure)|Code commune (coord. structure)|"
    "Libellé commune (coord. structure)|Code pays (coord. structure)|Libellé pays (coord. structure)|"
    "Téléphone (coord. structure)|Téléphone 2 (coord. structure)|Télécopie (coord. structure)|"
    "Adresse e-mail (coord. structure)|Code Département (structure)|Libellé Département (structure)|"
    "Ancien identifiant de la structure|Autorité d'enregistrement|Code secteur d'activité|"
    "Libellé secteur d'activité|Code section tableau pharmaciens|Libellé section tableau pharmaciens|"
    "Code rôle|Libellé rôle|Code genre activité|Libellé genre activité|"
)
ENTETE_BAL = (
    "Type de BAL|Adresse BAL|Type d'identifiant PP|Identifiant PP|Identification nationale PP|"
    "Type d'identifiant structure|Identification structure|Service de rattachement|Civilité d'exercice|"
    "Nom d'exercice|Prénom d'exercice|Code catégorie professionnelle|Libellé catégorie professionnelle|"
    "Code profession|Libellé profession|Code savoir-faire|Libellé savoir-faire|Dématérialisation|"
    "Raison sociale structure BAL|Enseigne commerciale structure BAL|L2|L3|L4|L5|L6|"
    "Code postal structure BAL|Commune structure BAL|Code département|Libellé département|Code pays|"
    "Libellé pays|"
)

_NOMS = [
    "ALBARET",
    "BESNARD",
    "CAZENAVE",
    "DELMAS",
    "ESCANDE",
    "FAUGERE",
    "GARRIGUES",
    "HERVIEU",
    "ISNARD",
    "JOUBERT",
    "KERMOAL",
    "LABORDE",
    "MAZERAND",
    "NEVEUX",
    "OLLIVIER",
    "PELLERIN",
    "QUEMENER",
    "ROUVIERE",
    "SERVANT",
    "TOURNIER",
    "URVOY",
    "VERDEIL",
    "WALLERAND",
    "YVINEC",
    "ZELLER",
    "D'HAUTEFORT",
    "LE-GOFF",
]
_PRENOMS = [
    "Anne",
    "Bruno",
    "Céline",
    "David",
    "Élodie",
    "Franck",
    "Gaëlle",
    "Hugo",
    "Inès",
    "Jean",
    "Karine",
    "Loïc",
    "Maëlys",
    "Noël",
    "Odile",
    "Paul",
    "Quentin",
    "Rose",
    "Sophie",
    "Théo",
    "Ugo",
    "Valérie",
    "William",
    "Xavier",
    "Yann",
    "Zoé",
]
_SUFFIXES = ("", "", "", "-MARTEL", "-DUVAL", "-ROCHE", " DE LA TOUR")
_COMMUNES = (
    ("75115", "75015", "PARIS 15E ARRONDISSEMENT"),
    ("69383", "69003", "LYON 3E ARRONDISSEMENT"),
    ("13055", "13001", "MARSEILLE"),
    ("31555", "31000", "TOULOUSE"),
    ("44109", "44000", "NANTES"),
    ("67482", "67000", "STRASBOURG"),
    ("59350", "59000", "LILLE"),
    ("35238", "35000", "RENNES"),
    ("63220", "63600", "MARSAC-EN-LIVRADOIS"),
    ("29232", "29000", "QUIMPER"),
    ("2B033", "20200", "BASTIA"),
    ("97411", "97400", "SAINT-DENIS"),
)
_PROFESSIONS = (
    ("10", "Médecin", "SM26", "Qualifié en Médecine Générale"),
    ("10", "Médecin", "SM04", "Cardiologie et maladies vasculaires"),
    ("21", "Pharmacien", "", ""),
    ("60", "Infirmier", "", ""),
    ("70", "Masseur-Kinésithérapeute", "", ""),
    ("50", "Sage-Femme", "", ""),
)


def write_extractions(folder: Path, activites: int, bal: int, *, seed: int = 1) -> None:
    """Write the two files; the test professionals of the sandbox come first, with their boxes."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "PS_LibreAcces_Personne_activite_202611220000.txt").open("w", encoding="utf-8") as stream:
        stream.write(ENTETE_ACTIVITES + "\n")
        stream.writelines(_activites(activites, random.Random(seed)))  # noqa: S311 (fictitious people)
    with (folder / "Extraction_Correspondance_MSSante_202611220000.txt").open(
        "w", encoding="utf-8"
    ) as stream:
        stream.write(ENTETE_BAL + "\n")
        stream.writelines(_bal(bal, random.Random(seed)))  # noqa: S311


def _activites(count: int, draw: random.Random) -> Iterator[str]:
    for person in PROFESSIONNELS:
        commune = _COMMUNES[8]
        yield _activite(
            person.identifiant,
            person.nom,
            person.prenom,
            _profession(person.profession),
            commune,
            person.structure,
            person.raison_sociale,
            person.secteur,
        )
    rank = written = 0
    while written < count:
        identifier, nom, prenom, profession = _person(rank, draw)
        for _ in range(min(draw.choice((1, 1, 2)), count - written)):
            commune = draw.choice(_COMMUNES)
            structure = f"4{identifier[1:]}{written % 1000:03d}"
            label = f'CABINET "{nom}", {commune[2]}' if written % 50 == 0 else f"CABINET {nom}"
            yield _activite(identifier, nom, prenom, profession, commune, structure, label, "SA07")
            written += 1
        rank += 1


def _bal(count: int, draw: random.Random) -> Iterator[str]:
    for boite in BOITES:
        for holder in boite.titulaires:
            person = next((p for p in PROFESSIONNELS if p.identifiant == holder), None)
            if person is not None and boite.type == "PER":
                yield _boite(
                    "PER", boite.adresse, holder, person.nom, person.prenom, _profession(person.profession)
                )
    for rank in range(count):
        identifier, nom, prenom, profession = _person(rank, draw)
        if rank % 7 == 6:
            yield _boite(
                "ORG", f"service.{rank}@ch-{rank % 97}.mssante.fr", "", "", "", profession, f"CH {rank % 97}"
            )
            continue
        local = f"{prenom}.{nom}.{rank}".lower().replace(" ", "-").replace("'", "")
        ascii_local = local.encode("ascii", "ignore").decode()
        yield _boite("PER", f"{ascii_local}@medecin.mssante.fr", identifier, nom, prenom, profession)


def _person(rank: int, draw: random.Random) -> tuple[str, str, str, tuple[str, str, str, str]]:
    # Drawn from the rank alone, so that both files tell of the same people.
    mix = (rank * 2_654_435_761) % 4_294_967_296
    nom = _NOMS[mix % len(_NOMS)] + _SUFFIXES[(mix >> 8) % len(_SUFFIXES)]
    prenom = _PRENOMS[(mix >> 12) % len(_PRENOMS)]
    profession = _PROFESSIONS[(mix >> 20) % len(_PROFESSIONS)]
    draw.random()
    return f"899{rank:09d}", nom, prenom, profession


def _profession(code: str) -> tuple[str, str, str, str]:
    return next(p for p in _PROFESSIONS if p[0] == code)


def _activite(
    identifier: str,
    nom: str,
    prenom: str,
    profession: tuple[str, str, str, str],
    commune: tuple[str, str, str],
    structure: str,
    raison_sociale: str,
    secteur: str,
) -> str:
    code, label, skill, skill_label = profession
    kind = ("S", "Spécialité ordinale") if skill else ("", "")
    holder = [
        "8",
        identifier[1:],
        identifier,
        "",
        "",
        "M",
        "Monsieur",
        nom,
        prenom,
        code,
        label,
        "C",
        "Civil",
    ]
    practice = [
        *kind,
        skill,
        skill_label,
        "L",
        "Libéral",
        "",
        "",
        "",
        "",
        structure,
        raison_sociale,
        "",
        "",
        "",
    ]
    place = ["12", "", "R", "Rue", "DES LILAS", "", "", commune[1], commune[0], commune[2], "99000", "France"]
    contact = ["0102030405", "", "", "", commune[0][:2], "", "", "ARS", secteur, "", "", "", "", ""]
    fields = [*holder, *practice, *place, *contact, "GENR01", "Activité standard de soin"]
    return "|".join(fields) + "|\n"


def _boite(
    kind: str,
    adresse: str,
    identifier: str,
    nom: str,
    prenom: str,
    profession: tuple[str, str, str, str],
    raison_sociale: str = "",
) -> str:
    code, label, skill, skill_label = profession if identifier else ("", "", "", "")
    place = ["1", "1990000000", "Secrétariat médical"] if raison_sociale else [""] * 3
    holder = ["8" if identifier else "", identifier[1:], identifier, *place, "", nom, prenom, "", ""]
    practice = [code, label, skill, skill_label, "O", raison_sociale, "", "", "", "", "", ""]
    fields = [kind, adresse, *holder, *practice, "63600", "AMBERT", "63", "", "", ""]
    return "|".join(fields) + "|\n"
