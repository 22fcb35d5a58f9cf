"""How the frame of a step is typed: its order, length, start, end, condition, place, and free sentence."""

import re

from ambroise.domain import posologie_lexique as lexique
from ambroise.domain import posologie_valeurs as valeurs
from ambroise.domain.posologie_brouillon import Groupe
from ambroise.domain.posologie_lecture import Lecture

DUREE_MAXIMALE_JOURS = 3660


def puis(lecture: Lecture, _found: re.Match[str]) -> None:
    if lecture.groupe.is_empty:
        lecture.fail("Rien ne précède «\u00a0puis\u00a0».")
    lecture.groupes.append(Groupe())


def libre(lecture: Lecture, found: re.Match[str]) -> None:
    """Everything after ``;`` is a sentence for the patient."""
    lecture.groupe.complement = lecture.texte[found.end() :].strip().rstrip(".")
    lecture.position = len(lecture.flat)


def mention(lecture: Lecture, found: re.Match[str]) -> None:
    """``« à jeun »``: a sentence for the patient that belongs to one step among others."""
    lecture.groupe.complement = lecture.words(found).strip('«»" \u00a0\u202f').rstrip(".")


def phrase(lecture: Lecture, found: re.Match[str]) -> None:
    """After a full stop, a known limit is still read; anything else is a sentence for the patient.

    « Si douleur » is a limit; « Si la gélule est difficile à prendre, l’ouvrir » is a sentence.
    """
    rest = lecture.flat[found.end() :].lstrip()
    if rest[:1].isalpha() and (
        not re.match(lexique.SUITE_CONNUE, rest) or re.match(lexique.CONSIGNE_SI, rest)
    ):
        libre(lecture, found)


def duree(lecture: Lecture, found: re.Match[str]) -> None:
    length = lecture.read_etendue(found)
    if length.jours > DUREE_MAXIMALE_JOURS:
        lecture.fail("La durée dépasse dix ans.")
    lecture.groupe.set("duree", length, lecture.fail, "deux durées")


def delai(lecture: Lecture, found: re.Match[str]) -> None:
    lecture.groupe.set("delai", lecture.read_etendue(found), lecture.fail, "deux débuts")


def debut(lecture: Lecture, found: re.Match[str]) -> None:
    lecture.groupe.set("debut", lecture.make_date(found), lecture.fail, "deux débuts")


def fin(lecture: Lecture, found: re.Match[str]) -> None:
    lecture.groupe.set("fin", lecture.make_date(found), lecture.fail, "deux fins")


def ecart(lecture: Lecture, found: re.Match[str]) -> None:
    lecture.groupe.set("ecart_minimal", lecture.read_etendue(found), lecture.fail, "deux écarts")


def besoin(lecture: Lecture, found: re.Match[str]) -> None:
    text = "si besoin" if found[0].strip() == "sb" else lecture.words(found)
    almost = lexique.PRESQUE_MAX.search(found[0].strip())
    if almost:
        lecture.fail(f"«\u00a0{almost[0]}\u00a0» n’est pas compris\u00a0: est-ce «\u00a0max\u00a0»\u202f?")
    lecture.groupe.set("si_besoin", text, lecture.fail, "deux conditions")


def evenement_arret(lecture: Lecture, found: re.Match[str]) -> None:
    lecture.groupe.set("evenement_arret", lecture.words(found), lecture.fail, "deux fins")


def evenement_debut(lecture: Lecture, found: re.Match[str]) -> None:
    lecture.groupe.set("evenement_debut", lecture.words(found), lecture.fail, "deux débuts")


def voie(lecture: Lecture, found: re.Match[str]) -> None:
    name, code = valeurs.read_voie(found["voie"])
    lecture.groupe.set("voie", name, lecture.fail, "deux voies")
    lecture.groupe.set("code_voie", code, lecture.fail, "deux voies")


def site(lecture: Lecture, found: re.Match[str]) -> None:
    lecture.groupe.set("site", lecture.words(found), lecture.fail, "deux sites")
