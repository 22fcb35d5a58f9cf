"""What the writing screen asks: the message to answer, the directory, the outbox."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ambroise.domain.modele_courrier import ModeleCourrier
from ambroise.domain.rattachement import Certitude
from ambroise.ui.messages.ports import Depart
from ambroise.usecases.errors import ServiceInjoignable
from ambroise.usecases.ports_en_ligne import Correspondant
from ambroise.usecases.reception import MessageRapproche
from ambroise.usecases.redaction import Amorce, Destinataire, Redaction

if TYPE_CHECKING:
    from uuid import UUID

    from ambroise.bootstrap.application import Application

_TROUVES = 30
_SHORTEST = 2


class RedactionEcran:
    """``ui.messages.ports.Redacteur`` over the use cases."""

    def __init__(self, app: "Application") -> None:
        self._app = app

    def start(self, depart: Depart) -> Amorce:
        if not depart.message_id:
            return depart.fill(self._app.ecriture.start(depart.patient_id))
        opened = self._app.reception.open(depart.message_id)
        patient_id = depart.patient_id or _patient_of(opened)
        return self._app.ecriture.answer(opened.message, patient_id, forward=depart.transfert)

    def search(self, texte: str) -> Sequence[Destinataire]:
        if len(texte.strip()) < _SHORTEST:
            return ()
        typed = [Destinataire(texte.strip(), texte.strip(), "adresse saisie")] if "@" in texte else []
        people = [person for c in self._find(texte, is_enough=bool(typed)) for person in _people(c)]
        return [*typed, *people]

    def _find(self, texte: str, *, is_enough: bool) -> Sequence[Correspondant]:
        """Look on this seat, then online where nothing was imported."""
        try:
            return self._app.annuaire.search(texte, limite=_TROUVES)
        except ServiceInjoignable:
            if is_enough:
                return ()
            en_ligne = self._app.annuaires_en_ligne
            if not en_ligne.is_annuaire_regle:
                raise
            nom, _, prenom = texte.strip().partition(" ")
            return en_ligne.search(nom, prenom)

    def modeles(self) -> Sequence[ModeleCourrier]:
        return self._app.ecriture.modeles()

    def keep_modele(self, modele: ModeleCourrier) -> None:
        self._app.ecriture.keep_modele(modele)

    def kept(self) -> str:
        return self._app.ecriture.kept()

    def keep(self, texte: str) -> None:
        self._app.ecriture.keep(texte)

    def send(self, redaction: Redaction) -> None:
        self._app.ecriture.send(redaction)
        self._app.facteur.wake()


def _people(correspondant: Correspondant) -> list[Destinataire]:
    """Return someone under each of his boxes; without a box he cannot be written to."""
    name = f"{correspondant.nom} {correspondant.prenom}".strip()
    what = correspondant.savoir_faire or correspondant.profession
    role = ", ".join(filter(None, (what, correspondant.commune)))
    return [Destinataire(adresse, name, role) for adresse in correspondant.bal]


def _patient_of(opened: MessageRapproche) -> "UUID | None":
    """Return the file a message is about, only when nothing contradicts it."""
    found = opened.rattachement
    if found is None or found.certitude in (Certitude.INCONNUE, Certitude.CONTRADICTOIRE):
        return None
    return found.propositions[0].patient.id
