"""A wide matrix of documents: every kind we produce, over the people and contents that break others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from esante.cda.copie import with_copie_pdf
from esante.cda.dispensation import (
    build_dispensation,
)
from esante.cda.ecriture import oid_de
from esante.cda.models import (
    Code,
    TypeParticipant,
)
from esante.cda.models import Participant as ParticipantCda
from esante.cda.non_structure import build_non_structure
from esante.cda.ordonnance import build_ordonnance
from esante.cda.synthese import build_synthese, build_vsm
from esante.cda.vaccination import build_vaccination
from esante.cda.valeurs import jeu_valeurs, types_document
from tests.fakes.documents import (
    INSTANT,
    MEDECIN,
    PDF,
    PHARMACIEN,
    code,
    entete,
    ordonnance,
    uid,
)
from tests.fakes.matrice_contenus import dispensations, ordonnances, syntheses, vaccinations
from tests.fakes.matrice_personnes import infirmier, patients, prescripteurs, sage_femme


def matrice() -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of every document; a few hundred."""
    for genre in GENRES.values():
        yield from genre()


def _ordonnances() -> Iterator[tuple[str, bytes]]:
    for (who, patient), (author, auteur) in product(patients().items(), prescripteurs().items()):
        names = ["simple", "riche"] if author != "medecin" else list(ordonnances())
        for content in names:
            nom = f"ordonnance-{who}-{author}-{content}"
            header = entete(nom=nom, patient=patient, auteurs=(auteur,))
            yield nom, build_ordonnance(header, ordonnances()[content])


def _dispensations() -> Iterator[tuple[str, bytes]]:
    for (who, patient), (content, dispensation) in product(patients().items(), dispensations().items()):
        nom = f"dispensation-{who}-{content}"
        header = entete(nom=nom, patient=patient, auteurs=(PHARMACIEN,))
        yield nom, _paged(build_dispensation(header, dispensation))


def _vaccinations() -> Iterator[tuple[str, bytes]]:
    for (who, patient), (content, vaccination) in product(patients().items(), vaccinations().items()):
        for author in (MEDECIN, PHARMACIEN, infirmier(), sage_femme()):
            nom = f"vaccination-{who}-{content}-{author.specialite.code}"
            header = entete(nom=nom, patient=patient, auteurs=(author,))
            yield nom, _paged(build_vaccination(header, vaccination))
    simple = vaccinations()["simple"]
    for jeu, champ in (("site_vaccination", "site"), ("voie_vaccination", "voie")):
        for value in jeu_valeurs(jeu).codes:
            nom = f"vaccination-{champ}-{value.code}"
            precise = replace(simple, **{champ: value})  # type: ignore[arg-type]
            yield nom, _paged(build_vaccination(entete(nom=nom), precise))


def _syntheses() -> Iterator[tuple[str, bytes]]:
    for (who, patient), (content, synthese) in product(patients().items(), syntheses().items()):
        nom = f"{who}-{content}"
        for build, modele, genre in ((build_synthese, "60591-5", "ips"), (build_vsm, "SYNTH", "vsm")):
            header = entete(modele, f"{genre}-{nom}", patient=patient)
            yield f"{genre}-{nom}", _paged(build(header, synthese))


def _paged(cda: bytes) -> bytes:
    """Every structured document leaves with the copy of its page."""
    return with_copie_pdf(cda, lambda _: PDF)


def _non_structures() -> Iterator[tuple[str, bytes]]:
    for type_code in types_document():
        nom = f"n1-{type_code}"
        yield nom, build_non_structure(entete(type_code, nom), PDF)
    for media in ("text/plain", "text/rtf", "image/jpeg", "image/tiff"):
        nom = f"n1-{media.replace('/', '-')}"
        yield nom, build_non_structure(entete("11488-4", nom), b"contenu", media)


def contextes() -> Iterator[tuple[str, bytes]]:
    """Yield what changes in the header alone: locum, secretary, replacement, encounter, hours of the year."""
    remplace = replace(MEDECIN, identifiant="899900000001", nom="REMPLACE")
    secretaire = replace(
        MEDECIN,
        identifiant="3499900063480001/SEC1",
        nom="SECRETAIRE",
        specialite=Code("SECRETARIAT_MEDICAL", "Secrétariat médical", "1.2.250.1.213.1.1.4.6"),
        titre="",
    )
    participant = ParticipantCda(TypeParticipant.REMPLACE, remplace, fonction=code("j47_fonction", "CORRE"))
    executant = ParticipantCda(TypeParticipant.EXECUTANT, PHARMACIEN, INSTANT + timedelta(days=1))
    changes: dict[str, dict[str, object]] = {
        "remplacant": {"participants": (participant,)},
        "executant": {"participants": (executant,)},
        "secretaire": {"auteurs": (MEDECIN, secretaire), "validateur": MEDECIN},
        "medecin-traitant": {"auteurs": (replace(MEDECIN, fonction=code("j47_fonction", "PCP")),)},
        "version-2": {"version": 2, "remplace": oid_de(uid("version-1"))},
        "domicile": {"rencontre": code("j142_type_rencontre", "HH"), "debut_rencontre": INSTANT},
        "teleconsultation": {
            "rencontre": code("j142_type_rencontre", "VR"),
            "debut_rencontre": INSTANT,
            "fin_rencontre": INSTANT + timedelta(minutes=20),
        },
        "restreint": {"confidentialite": "R"},
        "titre-long": {"titre": "Ordonnance " + "é" * 110},
        "heure-ete": {"instant": datetime(2026, 3, 29, 1, 0, tzinfo=UTC)},
        "heure-hiver": {"instant": datetime(2026, 10, 25, 0, 30, tzinfo=UTC)},
        "minuit": {"instant": datetime(2025, 12, 31, 23, 0, tzinfo=UTC)},
    }
    for nom, change in changes.items():
        yield f"contexte-{nom}", build_ordonnance(entete(nom=f"contexte-{nom}", **change), ordonnance())
        header = entete("11488-4", f"contexte-n1-{nom}", **change)
        yield f"contexte-n1-{nom}", build_non_structure(header, PDF)


GENRES = {
    "ordonnances": _ordonnances,
    "dispensations": _dispensations,
    "vaccinations": _vaccinations,
    "syntheses": _syntheses,
    "non_structures": _non_structures,
    "contextes": contextes,
}
