"""Find the files that may be the same person, and tell them from homonyms and twins.

RNIV asks to look for duplicates at each creation and regularly after; the gestures are the office's, the
list only proposes.  Every rule gives its reason in French, because a person decides.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from ambroise.domain.patient import Patient
from ambroise.domain.phonetique import fold, is_one_error, phonetic_key

SEUIL = 60


class GenreRapprochement(StrEnum):
    """What two close files may be."""

    DOUBLON = "doublon"
    HOMONYME = "homonyme"
    JUMEAUX = "jumeaux"


@dataclass(frozen=True, slots=True)
class Repere:
    """What the comparison needs of a file; names as recorded, ``matricule`` empty without INS."""

    id: UUID
    nom_naissance: str
    nom_utilise: str
    prenoms: str
    prenom_utilise: str
    sexe: str
    date_naissance: date
    lieu_naissance: str = ""
    matricule: str = ""


@dataclass(frozen=True)
class Rapprochement:
    """Two files that look alike, how much (0 to 100), and why."""

    a: UUID
    b: UUID
    genre: GenreRapprochement
    score: int
    raisons: tuple[str, ...]


def as_repere(patient: Patient) -> Repere:
    """Return the comparable part of a file."""
    identite, traits = patient.identite, patient.identite.traits
    return Repere(
        id=patient.id,
        nom_naissance=traits.nom_naissance,
        nom_utilise=identite.nom_utilise,
        prenoms=traits.prenoms_naissance,
        prenom_utilise=identite.prenom_utilise,
        sexe=traits.sexe.value,
        date_naissance=traits.date_naissance,
        lieu_naissance=traits.lieu_naissance,
        matricule=identite.ins.matricule.numero if identite.ins else "",
    )


def compare_reperes(a: Repere, b: Repere) -> Rapprochement | None:
    """Compare two files; ``None`` when nothing serious brings them together.

    Two different national identities are two persons: alike, they are homonyms.  Same name, day and place
    with other given names are twins.  Both are told, and neither is a duplicate.
    """
    if a.matricule and a.matricule == b.matricule:
        return Rapprochement(a.id, b.id, GenreRapprochement.DOUBLON, 100, ("même matricule INS",))
    nom, raison_nom = _names(a, b)
    prenom, raison_prenom = _given(a, b)
    if _is_swapped(a, b):
        nom, prenom, raison_nom, raison_prenom = 30, 25, "nom et prénom inversés", ""
    jour, raison_jour = _dates(a.date_naissance, b.date_naissance)
    if nom and jour == _JOUR_EGAL and not prenom:
        same_place = not a.lieu_naissance or a.lieu_naissance == b.lieu_naissance
        if nom < _NOM_EGAL or not same_place:
            return None
        jumeaux = ("même nom de naissance", "nés le même jour", "prénoms différents")
        return Rapprochement(a.id, b.id, GenreRapprochement.JUMEAUX, 40, jumeaux)
    score = nom + prenom + jour
    raisons = [r for r in (raison_nom, raison_prenom, raison_jour) if r]
    if a.sexe != b.sexe and "I" not in (a.sexe, b.sexe):
        score -= 15
        raisons.append("sexe différent")
    if a.lieu_naissance and b.lieu_naissance:
        score += 4 if a.lieu_naissance == b.lieu_naissance else -4
    if not nom or not prenom or not jour or score < SEUIL:
        return None
    genre = GenreRapprochement.DOUBLON
    if a.matricule and b.matricule:
        genre = GenreRapprochement.HOMONYME
        raisons.append("matricules INS différents")
    return Rapprochement(a.id, b.id, genre, min(score, 99), tuple(raisons))


def find_rapprochements(
    reperes: Sequence[Repere],
    *,
    on_progress: Callable[[float], None] = lambda _: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Rapprochement]:
    """Compare the files that share a key, one family of keys at a time; each pair comes once.

    A key joins a sound and a day, or two sounds and two thirds of a day: blocks stay small when the number
    of files grows, so the cost follows it.
    """
    seen: set[tuple[int, int]] = set()
    sons = [_sounds(repere) for repere in reperes]
    for rang, family in enumerate(_FAMILIES):
        blocks: dict[object, list[int]] = {}
        for index, repere in enumerate(reperes):
            for key in family(repere, *sons[index]):
                blocks.setdefault(key, []).append(index)
        on_progress((rang + 0.5) / len(_FAMILIES))
        for block in blocks.values():
            if is_cancelled():
                return
            for position, first in enumerate(block):
                for second in block[position + 1 :]:
                    pair = (first, second)
                    if first == second or pair in seen:
                        continue
                    found = compare_reperes(reperes[first], reperes[second])
                    if found is not None:
                        seen.add(pair)
                        yield found
        on_progress((rang + 1) / len(_FAMILIES))


def candidate_duplicates(nouveau: Repere, connus: Sequence[Repere]) -> tuple[Rapprochement, ...]:
    """Compare a file about to be created with those a search brought back, closest first."""
    found = (compare_reperes(nouveau, connu) for connu in connus if connu.id != nouveau.id)
    return tuple(sorted((f for f in found if f is not None), key=lambda f: -f.score))


_NOM_EGAL = 33
_JOUR_EGAL = 32


def _names(a: Repere, b: Repere) -> tuple[int, str]:
    nom_a, nom_b = fold(a.nom_naissance), fold(b.nom_naissance)
    utilise_a, utilise_b = fold(a.nom_utilise), fold(b.nom_utilise)
    if nom_a == nom_b:
        return _NOM_EGAL, "même nom de naissance"
    if nom_a == utilise_b or nom_b == utilise_a:
        return 28, "le nom de naissance de l’un est le nom utilisé de l’autre"
    close = _closeness(nom_a, nom_b)
    if close:
        return 27, f"noms de naissance {close}"
    if _is_part(nom_a, nom_b):
        return 22, "un nom de naissance est une partie de l’autre"
    if utilise_a and utilise_a == utilise_b:
        return 20, "même nom utilisé"
    return 0, ""


def _given(a: Repere, b: Repere) -> tuple[int, str]:
    mine, theirs = _given_words(a), _given_words(b)
    if not mine or not theirs:
        return 0, ""
    if mine[0] == theirs[0]:
        return 30, "même prénom"
    close = _closeness(mine[0], theirs[0])
    if close:
        return 24, f"prénoms {close}"
    if mine[0] in theirs or theirs[0] in mine:
        return 18, "un prénom commun, dans un autre ordre"
    if set(fold(a.prenom_utilise).split()) & set(theirs) or set(fold(b.prenom_utilise).split()) & set(mine):
        return 18, "le prénom utilisé de l’un est un prénom de l’autre"
    return 0, ""


def _dates(a: date, b: date) -> tuple[int, str]:
    if a == b:
        return _JOUR_EGAL, "même date de naissance"
    if (a.year, a.month, a.day) == (b.year, b.day, b.month):
        return 25, "jour et mois de naissance inversés"
    if sum(x != y for x, y in zip(f"{a:%Y%m%d}", f"{b:%Y%m%d}", strict=True)) == 1:
        return 22, "un chiffre diffère dans la date de naissance"
    if a.year == b.year and 1 in (a.day, b.day) and (1 in (a.month, b.month) or a.month == b.month):
        return 15, "dates de naissance peut-être incomplètes"
    return 0, ""


def _is_swapped(a: Repere, b: Repere) -> bool:
    nom_a, nom_b = fold(a.nom_naissance), fold(b.nom_naissance)
    first_a, first_b = _given_words(a)[:1], _given_words(b)[:1]
    return nom_a != nom_b and [nom_a] == first_b and [nom_b] == first_a


def _given_words(repere: Repere) -> list[str]:
    return fold(repere.prenoms).split()


def _is_part(a: str, b: str) -> bool:
    words_a, words_b = set(a.split()), set(b.split())
    return (words_a <= words_b or words_b <= words_a) and any(len(w) > 3 for w in words_a & words_b)


def _closeness(a: str, b: str) -> str:
    folded_a, folded_b = a.replace(" ", ""), b.replace(" ", "")
    if _sound(folded_a) == _sound(folded_b):
        return "qui se prononcent pareil"
    if min(len(folded_a), len(folded_b)) >= 4 and is_one_error(folded_a, folded_b):
        return "à une lettre près"
    return ""


def _sound(mot: str) -> str:
    return phonetic_key(mot) or mot


_Sons = tuple[str, ...]


def _sounds(repere: Repere) -> tuple[_Sons, _Sons]:
    """Return the sounds of the names and of the given names, each once."""
    noms = [_sound(fold(n).replace(" ", "")) for n in (repere.nom_naissance, repere.nom_utilise) if n]
    prenoms = [_sound(p) for p in (*_given_words(repere)[:3], *fold(repere.prenom_utilise).split())]
    return tuple(dict.fromkeys(noms)), tuple(dict.fromkeys(prenoms))


def _matricule_key(repere: Repere, _noms: _Sons, _prenoms: _Sons) -> list[object]:
    return [repere.matricule] if repere.matricule else []


def _day_keys(repere: Repere, noms: _Sons, prenoms: _Sons) -> list[object]:
    """One sound and the day: a typing error in the name or in the given name, not in both."""
    jour = repere.date_naissance.toordinal()
    return [(jour, sound) for sound in dict.fromkeys((*noms, *prenoms))]


def _swapped_day_keys(repere: Repere, noms: _Sons, _prenoms: _Sons) -> list[object]:
    """One sound and the day read both ways."""
    jour = repere.date_naissance
    if jour.day > 12 or jour.day == jour.month:
        return []
    low, high = (jour.day, jour.month) if jour.day < jour.month else (jour.month, jour.day)
    return [(jour.year, low, high, sound) for sound in noms]


def _partial_day_keys(repere: Repere, noms: _Sons, prenoms: _Sons) -> list[object]:
    """Both sounds and two thirds of the day: an error in the year, the month or the day."""
    y, m, d = repere.date_naissance.year, repere.date_naissance.month, repere.date_naissance.day
    parts = (y * 100 + m, (y * 100 + d) * 10_000, -(m * 100 + d))
    # Sorted, so that a name and a given name recorded the wrong way round share the key.
    pairs = {(nom, prenom) if nom < prenom else (prenom, nom) for nom in noms for prenom in prenoms}
    return [(pair, part) for pair in pairs for part in parts]


_FAMILIES: tuple[Callable[[Repere, _Sons, _Sons], list[object]], ...] = (
    _matricule_key,
    _day_keys,
    _swapped_day_keys,
    _partial_day_keys,
)
