"""What the screen of close files shows: the pairs, and both files side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from ambroise.domain.comparaison import Comparaison, compare_texts
from ambroise.domain.fusion import Fusion
from ambroise.domain.patient import Patient
from ambroise.ui.doublons.ports import PaireProche
from ambroise.ui.identites.state import SEXES
from ambroise.ui.widgets.two_line import Heading, TwoLine
from ambroise.ui.words import NNBSP, born, grouped_matricule, long_date, plural
from ambroise.usecases.fusions import ApercuFusion

SUR = 90
"""Score from which a pair is said very likely."""

_OBJETS = {
    "consultations": "consultation",
    "constantes": "constante",
    "allergies": "allergie",
    "documents": "document",
    "ordonnances": "ordonnance",
}


@dataclass(frozen=True)
class LigneComparee:
    """One row: the file kept, the file absorbed, and how they compare."""

    libelle: str
    garde: str
    absorbe: str
    comparaison: Comparaison


@dataclass(frozen=True)
class EtatDoublons:
    """The pairs found, the one shown, what its merge would give, the reason typed."""

    paires: tuple[PaireProche, ...] = ()
    choisie: PaireProche | None = None
    apercu: ApercuFusion | None = None
    motif: str = ""
    en_cours: bool = False
    progres: float | None = None
    derniere: Fusion | None = None

    @property
    def empechement(self) -> str:
        """Why the merge cannot be done now; empty when it can."""
        if self.choisie is None or self.apercu is None:
            return "Choisissez deux dossiers à comparer."
        if self.apercu.obstacles:
            return self.apercu.obstacles[0]
        if not self.motif.strip():
            return "Donnez la raison\u00a0: elle reste dans les deux dossiers."
        return ""

    def without(self, absorbe_id: UUID) -> "EtatDoublons":
        """Return the state once a file was absorbed: its pairs are gone."""
        restantes = tuple(p for p in self.paires if absorbe_id not in (p.a.id, p.b.id))
        return replace(self, paires=restantes, choisie=None, apercu=None, motif="", en_cours=False)


def swap(paire: PaireProche) -> PaireProche:
    """Return the pair with the other file kept."""
    return replace(paire, a=paire.b, b=paire.a)


def rows_of(apercu: ApercuFusion) -> list[LigneComparee]:
    """Return both files side by side, traits first, then what each holds."""
    lignes = []
    for libelle, garde, absorbe in _writings(apercu.conserve, apercu.absorbe):
        if garde or absorbe:
            lignes.append(LigneComparee(libelle, garde, absorbe, compare_texts(garde, absorbe)))
    return lignes


def contents(apercu: ApercuFusion) -> str:
    """Return in one sentence what the merged file will read."""
    if not apercu.contenus:
        return "Le contenu de ces dossiers ne vous est pas ouvert. Rien n’est déplacé ni supprimé."
    parts = []
    for cle, (ici, la) in apercu.contenus.items():
        if ici + la:
            parts.append(f"{plural(ici + la, _OBJETS[cle])} ({ici} et {la})")
    if not parts:
        return "Aucun des deux dossiers n’a de contenu."
    return "Le dossier réuni se lira avec " + ", ".join(parts) + ". Rien n’est déplacé ni supprimé."


def reasons(paire: PaireProche) -> str:
    """Return why the pair is shown, in one sentence."""
    phrase = ", ".join(paire.raisons)
    return f"{phrase[:1].upper()}{phrase[1:]}."


def list_items(paires: Sequence[PaireProche], aujourdhui: date) -> list[TwoLine | Heading]:
    """Return the pairs as rows, the very likely apart."""
    items: list[TwoLine | Heading] = []
    for titre, groupe in (
        ("Très probables", [p for p in paires if p.score >= SUR]),
        (f"À vérifier{NNBSP}", [p for p in paires if p.score < SUR]),
    ):
        if groupe:
            items.append(Heading(titre.strip(), plural(len(groupe), "paire")))
            items.extend(_row(p, aujourdhui) for p in groupe)
    return items


def _row(paire: PaireProche, aujourdhui: date) -> TwoLine:
    a, b = paire.a, paire.b
    return TwoLine.of(
        f"{_name(a)} et {_name(b)}",
        born(a.identite.traits.date_naissance, aujourdhui),
        icon="users",
        right=f"{paire.score}{NNBSP}%",
        data=(a.id, b.id),
    )


def _name(patient: Patient) -> str:
    return f"{patient.identite.traits.nom_naissance} {patient.prenom_affiche}"


def _writings(a: Patient, b: Patient) -> list[tuple[str, str, str]]:
    def of(patient: Patient) -> tuple[str, ...]:
        identite, traits = patient.identite, patient.identite.traits
        matricule = grouped_matricule(identite.ins.matricule.numero) if identite.ins else ""
        return (
            traits.nom_naissance,
            identite.nom_utilise,
            traits.prenoms_naissance,
            long_date(traits.date_naissance),
            SEXES[traits.sexe],
            traits.lieu_naissance,
            identite.statut.value.capitalize(),
            matricule,
            patient.coordonnees.telephone,
            " ".join(filter(None, (patient.coordonnees.adresse, patient.coordonnees.commune))),
        )

    libelles = (
        "Nom de naissance",
        "Nom utilisé",
        "Prénoms de naissance",
        "Date de naissance",
        "Sexe",
        "Lieu de naissance",
        "Identité",
        "Matricule INS",
        "Téléphone",
        "Adresse",
    )
    return list(zip(libelles, of(a), of(b), strict=True))
