"""Letters that are written every week: a subject and words with places to fill in."""

from dataclasses import dataclass
from datetime import date

from ambroise.domain.identite import Sexe
from ambroise.domain.patient import Patient

_POINTS = "…"


@dataclass(frozen=True)
class ModeleCourrier:
    """A letter to fill in; ``{patient}``, ``{ne_le}``, ``{age}`` and ``{date}`` are replaced."""

    nom: str
    objet: str
    corps: str

    def fill(self, patient: Patient | None, jour: date) -> tuple[str, str]:
        """Return the subject and the words for a patient; what is not known stays to be written."""
        return fill_places(self.objet, patient, jour), fill_places(self.corps, patient, jour)


MODELES = (
    ModeleCourrier("Lettre libre", "", ""),
    ModeleCourrier(
        "Demande d’avis",
        "Demande d’avis",
        "Cher confrère,\n\nJe vous adresse {patient}, {ne_le}, pour avis.\n\nMotif\u00a0: \n\n"
        "Antécédents\u00a0: \n\nTraitement en cours\u00a0: \n\n"
        "Je vous remercie de ce que vous ferez et reste à votre disposition.\n\nBien confraternellement,\n",
    ),
    ModeleCourrier(
        "Adressage en urgence",
        "Adressage aux urgences",
        "Cher confrère,\n\nMerci de recevoir ce jour {patient}, {ne_le} ({age}), pour\u00a0: \n\n"
        "Constatations du {date}\u00a0: \n\nTraitement en cours et allergies\u00a0: \n\n"
        "Gestes déjà faits\u00a0: \n\n"
        "Je reste joignable.\n\nBien confraternellement,\n",
    ),
    ModeleCourrier(
        "Compte rendu de consultation",
        "Compte rendu de consultation du {date}",
        "Cher confrère,\n\nJ’ai vu en consultation le {date} {patient}, {ne_le}.\n\n"
        "Examen\u00a0: \n\nConclusion\u00a0: \n\nConduite proposée\u00a0: \n\nBien confraternellement,\n",
    ),
    ModeleCourrier(
        "Transmission au pharmacien",
        "À propos d’un traitement",
        "Bonjour,\n\nAu sujet du traitement de {patient}, {ne_le}\u00a0: \n\nBien cordialement,\n",
    ),
    ModeleCourrier(
        "Message au patient",
        "Message de votre cabinet",
        "Bonjour,\n\n\n\nEn cas d’urgence, appelez le 15\u00a0: cette messagerie n’est pas lue en "
        "continu.\n\n"
        "Bien cordialement,\n",
    ),
)
"""The letters every office starts with; the user adds his own."""


def fill_places(texte: str, patient: Patient | None, jour: date) -> str:
    """Return words with ``{patient}``, ``{ne_le}``, ``{age}`` and ``{date}`` filled in."""
    for place, words in _places(patient, jour).items():
        texte = texte.replace(place, words)
    return texte


def _places(patient: Patient | None, jour: date) -> dict[str, str]:
    places = {"{date}": f"{jour:%d/%m/%Y}", "{patient}": _POINTS, "{ne_le}": _POINTS, "{age}": _POINTS}
    if patient is None:
        return places
    traits = patient.identite.traits
    born = "née le" if traits.sexe is Sexe.FEMININ else "né le"
    title = {Sexe.FEMININ: "Mme ", Sexe.MASCULIN: "M. "}.get(traits.sexe, "")
    birth = traits.date_naissance
    years = jour.year - birth.year - ((jour.month, jour.day) < (birth.month, birth.day))
    return places | {
        "{patient}": f"{title}{patient.prenom_affiche} {patient.nom_affiche}",
        "{ne_le}": f"{born} {birth:%d/%m/%Y}",
        "{age}": f"{years} ans",
    }
