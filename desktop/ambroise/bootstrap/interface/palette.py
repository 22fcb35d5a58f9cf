"""The medicines of the palette: what may be prescribed to the patient whose file is open."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ambroise.ui.shell.providers import Found, Provider

if TYPE_CHECKING:
    from ambroise.usecases.patients import DossierPatient
    from ambroise.usecases.ports_medicaments import ResumeMedicament

LETTRES_MINIMALES = 3
RESULTATS = 5


def medicaments_provider(
    search: "Callable[[str, int], Sequence[ResumeMedicament]]",
    dossier: "Callable[[], DossierPatient | None]",
    prescribe: "Callable[[DossierPatient, str], None]",
) -> Provider:
    """Return the provider of medicines, in the neutral order of the base; without a file, it finds none.

    Args:
        prescribe: opens the order of a file with a name typed in its entry line; nothing is added to it.
    """

    def title() -> str:
        ouvert = dossier()
        if ouvert is None:
            return "Prescrire"
        traits = ouvert.patient.identite.traits
        return f"Prescrire à {traits.nom_naissance} {traits.premier_prenom.title()}".rstrip()

    def find(texte: str) -> Sequence[Found]:
        ouvert = dossier()
        if ouvert is None or len(texte) < LETTRES_MINIMALES:
            return []
        return [_found(resume, ouvert, prescribe) for resume in search(texte, RESULTATS + 1)]

    return Provider(title, find, rank=20, most=RESULTATS)


def _found(
    resume: "ResumeMedicament",
    dossier: "DossierPatient",
    prescribe: "Callable[[DossierPatient, str], None]",
) -> Found:
    nom, _, forme = resume.denomination.partition(", ")
    marque = nom.partition(" ")[0]
    detail = ", ".join(filter(None, (forme, resume.dci if resume.dci.casefold() != nom.casefold() else "")))
    return Found(nom, lambda: prescribe(dossier, nom), detail, "pill", strong=marque)
