"""Between the order screen and one's models: « / » in the entry finds them, Ctrl+M keeps the order as one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from ambroise.domain.modele_ordonnance import ModeleOrdonnance
from ambroise.domain.ordonnance import Ordonnance, TypeOrdonnance
from ambroise.domain.produit_prescrit import ProduitLibre
from ambroise.domain.unites import fold
from ambroise.ui.ordonnances.entree import SIGNE_MODELE
from ambroise.ui.ordonnances.ports import Modeles, PropositionMedicament
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.ordonnances.state import TYPES
from ambroise.ui.tasks import MEDICAMENTS
from ambroise.ui.words import plural
from ambroise.usecases.errors import ConflitVersion


class ModelesController(QObject):
    """``applied`` carries the ModeleOrdonnance whose lines go in the order."""

    applied = Signal(object)

    def __init__(
        self, screen: OrdonnanceScreen, modeles: Modeles, read_ordonnance: Callable[[], Ordonnance | None]
    ) -> None:
        super().__init__(screen)
        self._screen, self._modeles, self._read = screen, modeles, read_ordonnance
        self._vus: dict[str, ModeleOrdonnance] = {}
        self._is_refused = False
        screen.modeles_wanted.connect(self.open)
        screen.modele_kept.connect(self._keep)
        screen.nommer.opened.connect(self._read_names)
        screen.modele_removed.connect(self._remove)

    def open(self) -> None:
        """List one's models in the entry."""
        self._screen.entry.field.setText(SIGNE_MODELE)
        self._screen.entry.field.setFocus()

    def find(self, texte: str) -> None:
        """Show the models that match what was typed after the sign."""
        self._screen.run(
            lambda _: self._modeles.find(texte.removeprefix(SIGNE_MODELE)),
            lambda trouves: self._found(texte, trouves),
            queue=MEDICAMENTS,
        )

    def pick(self, modele: ModeleOrdonnance) -> None:
        """Give the lines of a model to the order, and count its use."""
        self.applied.emit(modele)
        self._screen.run(lambda _: self._modeles.use(modele), queue=MEDICAMENTS)

    def _found(self, texte: str, trouves: Sequence[ModeleOrdonnance]) -> None:
        if texte == self._screen.entry.field.text():
            ordonnance = self._read()
            if ordonnance is not None and ordonnance.lignes:
                trouves = [m for m in trouves if m.type is ordonnance.type]
            aucun = "Aucun modèle gardé encore" if texte == SIGNE_MODELE else "Aucun modèle de ce nom"
            combien = plural(len(trouves), "modèle") if trouves else aucun
            note = "Ctrl+M garde l’ordonnance comme modèle"
            rows = [_proposition(m) for m in trouves]
            self._screen.entry.show_results(rows, combien, note, compact=not rows)

    def _read_names(self) -> None:
        self._screen.run(lambda _: self._modeles.find(), self._see, queue=MEDICAMENTS)

    def _see(self, modeles: Sequence[ModeleOrdonnance]) -> None:
        self._vus = {fold(modele.nom): modele for modele in modeles}
        self._screen.nommer.show_known({nom: _words(modele) for nom, modele in self._vus.items()})

    def _keep(self, nom: str) -> None:
        ordonnance, vu = self._read(), self._vus.get(fold(nom))
        if ordonnance is not None:
            self._screen.run(
                lambda _: self._modeles.keep(ordonnance, nom, vu),
                self._kept,
                queue=MEDICAMENTS,
                on_error=self._refused,
            )

    def _kept(self, modele: ModeleOrdonnance) -> None:
        if self._is_refused:
            self._is_refused = False
            self._screen.banners.clear()
        self._screen.say_kept_modele(modele.nom, len(modele.lignes))

    def _refused(self, error: BaseException) -> None:
        """Leave the name typed beside what another seat kept: keeping it again replaces it knowingly."""
        actuel = error.actuel if isinstance(error, ConflitVersion) else None
        if isinstance(actuel, ModeleOrdonnance):
            self._is_refused = True
            self._screen.nommer.open()
            self._see([*self._vus.values(), actuel])
        self._screen.show_error(error)

    def _remove(self) -> None:
        choisi = self._screen.entry.current
        if isinstance(choisi, PropositionMedicament) and choisi.modele is not None:
            modele, texte = choisi.modele, self._screen.entry.field.text()
            self._screen.run(
                lambda _: self._modeles.remove(modele), lambda _: self.find(texte), queue=MEDICAMENTS
            )


def _words(modele: ModeleOrdonnance) -> str:
    return f"«\u00a0{modele.nom}\u00a0», {plural(len(modele.lignes), 'ligne')}"


def _proposition(modele: ModeleOrdonnance) -> PropositionMedicament:
    genre = () if modele.type is TypeOrdonnance.MEDICAMENTS else (TYPES[modele.type],)
    noms = ", ".join(ligne.libelle.partition(",")[0] for ligne in modele.lignes)
    return PropositionMedicament(
        ProduitLibre(modele.nom),
        modele.nom,
        noms,
        plural(len(modele.lignes), "ligne"),
        etiquettes=(*genre, *(("Favori",) if modele.is_favori else ())),
        modele=modele,
    )
