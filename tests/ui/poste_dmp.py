"""The DMP screen over a record that asks the patient's word first."""

import io
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from ambroise.domain.apports import Apport, Propositions
from ambroise.domain.dmp import DocumentDmp, DocumentOuvert, EtatDmp, SituationDmp, Visibilite
from ambroise.domain.dmp_droits import DroitsDmp
from ambroise.ui.dmp.controller import DmpController
from ambroise.ui.dmp.ports import DocumentLuDmp, DossierDmp
from ambroise.ui.dmp.screen import DmpScreen
from ambroise.ui.errors import ErrorDoor
from ambroise.ui.tasks import Tasks
from ambroise.ui.widgets.buttons import Button
from ambroise.usecases.dmp import ConfirmationRequise
from tests.fakes import ecrans as e
from tests.ui.ecrans import make_context, show


def _document(titre: str, auteur: str, **reste: bool) -> DocumentDmp:
    return DocumentDmp(
        f"1.2.{sum(titre.encode())}",
        titre,
        "11502-2",
        "Compte rendu de biologie",
        "Biologie",
        (auteur,),
        e.local(9),
        None,
        Visibilite(invisible_patient=reste.get("cache", False)),
        is_archive=reste.get("archive", False),
        is_du_patient=reste.get("patient", False),
        is_du_professionnel=reste.get("mien", False),
    )


DOCUMENTS = (
    _document("Ionogramme", "Laboratoire des Volcans"),
    _document("Fond d’œil", "Dr OPHTA Hélène", cache=True),
    _document("Ancien bilan", "Laboratoire des Volcans", archive=True),
    _document("Carnet de tension", "Patiente", patient=True),
    _document("Ma consultation", "Dr LIBRE Max", mien=True),
)


def pdf() -> bytes:
    sortie = io.BytesIO()
    canvas = Canvas(sortie)
    canvas.drawString(72, 700, "Ionogramme")
    canvas.save()
    return sortie.getvalue()


class FakeDmp:
    """A record that asks the patient's word first."""

    def __init__(self) -> None:
        self.situation = SituationDmp(EtatDmp.OUVERT, "INEXISTANTE")
        self.motif = ""
        self.lus: list[DocumentDmp] = []
        self.gardes: list[DocumentOuvert] = []
        self.pdf = b""
        self.panne: Exception | None = None
        self.documents = list(DOCUMENTS)
        self.is_mineur = self.opposee = False
        self.actes: list[str] = []
        self.propositions = Propositions()

    def load(self, patient_id: UUID) -> DossierDmp:
        if self.panne is not None:
            raise self.panne
        ouvert = self.situation.is_autorisee or bool(self.motif)
        return DossierDmp(
            patient_id,
            self.situation,
            tuple(self.documents) if ouvert else None,
            self.motif,
            is_mineur=self.is_mineur,
            is_opposee=self.opposee,
        )

    def droits(self, patient_id: UUID) -> DroitsDmp:
        self.actes.append("droits")
        return DroitsDmp()

    def load_new(self, patient_id: UUID) -> tuple[DocumentDmp, ...]:
        return DOCUMENTS[:1]

    def withdraw(self, patient_id: UUID) -> None:
        self.situation = SituationDmp(EtatDmp.OUVERT, "INEXISTANTE")

    def oppose(self, patient_id: UUID, *, active: bool) -> None:
        self.opposee = active

    def connect_secretly(self, patient_id: UUID) -> None:
        self.actes.append("secrète")

    def set_visibilite(
        self, patient_id: UUID, document: DocumentDmp, choix: Visibilite, *, confirmee: bool
    ) -> None:
        if not confirmee:
            raise ConfirmationRequise("Rendre ce document visible est irréversible.", remede="Confirmez.")
        self.actes.append(f"visibilité {choix.codes}")

    def delete(self, patient_id: UUID, document: DocumentDmp, *, confirmee: bool) -> None:
        if not confirmee:
            raise ConfirmationRequise("Supprimer est irréversible.", remede="Confirmez.")
        self.documents.remove(document)

    def archive(self, patient_id: UUID, document: DocumentDmp) -> None:
        self.actes.append(f"archive {document.titre}")

    def web_url(self, patient_id: UUID) -> str:
        return "https://web.invalid/DossierPatient/1"

    def consent(self, patient_id: UUID) -> None:
        self.situation = SituationDmp(EtatDmp.OUVERT, "VALIDE")

    def break_glass(self, patient_id: UUID, motif: str) -> None:
        self.motif = motif

    def read(self, patient_id: UUID, document: DocumentDmp) -> DocumentLuDmp:
        self.lus.append(document)
        avertissement = "Le patient ne voit pas ce document." if document.visibilite.invisible_patient else ""
        ouvert = DocumentOuvert(document, b"<x/>", avertissement)
        phrase = f"Potassium normal dans {document.titre}."
        html = f"<h2>Conclusion</h2><p>{phrase}</p>"
        return DocumentLuDmp(ouvert, self.pdf, html, ("Conclusion", phrase), propositions=self.propositions)

    def accept(self, patient_id: UUID, ouvert: DocumentOuvert, choisis: Sequence[Apport]) -> int:
        self.actes.extend(a.libelle for a in choisis)
        return len(choisis)

    def keep(self, patient_id: UUID, ouvert: DocumentOuvert) -> None:
        self.gardes.append(ouvert)


class Poste:
    """The screen with its controller and fake."""

    def __init__(self, qtbot: QtBot, tmp_path: Path, tasks: Tasks, errors: ErrorDoor) -> None:
        context, _ = make_context(tmp_path, tasks, errors)
        self.qtbot, self.tasks = qtbot, tasks
        self.screen, self.dmp = DmpScreen(context), FakeDmp()
        self.ouvertes: list[str] = []
        self.controller = DmpController(self.screen, self.dmp, self.ouvertes.append)
        show(qtbot, self.screen)

    def open(self) -> None:
        self.screen.enter(e.ADRUN.id)
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.tasks.under_way)

    def button(self, mots: str) -> Button:
        return next(b for b in self.screen.findChildren(Button) if b.text() == mots and b.isVisible())
