"""Opens what the State says of the medicine pointed at, or of the line; and where an effect is told."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from ambroise.domain.liens_medicament import SIGNALEMENT
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.produit_prescrit import Produit
from ambroise.ui.ordonnances import gestes
from ambroise.ui.ordonnances.ports import Prescription, PropositionMedicament
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.tasks import MEDICAMENTS


class LiensController(QObject):
    """Nothing of the patient goes into an address.

    Args:
        read: the order being written.
        browse: opens an address in the browser.
    """

    def __init__(
        self,
        screen: OrdonnanceScreen,
        prescription: Prescription,
        read: Callable[[], Ordonnance | None],
        browse: Callable[[str], object] = lambda url: QDesktopServices.openUrl(QUrl(url)),
    ) -> None:
        super().__init__(screen)
        self._screen, self._prescription, self._read, self._browse = screen, prescription, read, browse
        self._vise: Produit | None = None
        screen.entry.pointed.connect(self._point)
        screen.actions_.on("ordonnance_fiche", self._open_fiche)
        screen.actions_.on("ordonnance_signaler", lambda: self._browse(SIGNALEMENT))

    def _point(self, vise: object) -> None:
        self._vise = vise.produit if isinstance(vise, PropositionMedicament) and vise.modele is None else None

    def _open_fiche(self) -> None:
        ligne_id = self._screen.current_line
        ligne = gestes.find_line(self._read(), ligne_id) if ligne_id is not None else None
        produit = self._vise or (ligne.produit if ligne is not None else None)
        if produit is not None:
            self._screen.run(lambda _: self._prescription.find_fiche(produit), self._found, queue=MEDICAMENTS)

    def _found(self, adresse: str) -> None:
        if adresse:
            self._browse(adresse)
        else:
            self._screen.toast.say("Ce produit n’a pas de fiche dans la base publique")
