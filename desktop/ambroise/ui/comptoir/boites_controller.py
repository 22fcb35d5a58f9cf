"""Packs scanned or looked for at the counter, and the controls run again when another medicine is agreed."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from ambroise.domain.alerte import Alerte, NonControle
from ambroise.domain.dispensation import ReponseLigne
from ambroise.domain.gs1 import CodeBoite
from ambroise.ui.comptoir.boite import scan_pack
from ambroise.ui.comptoir.ports import BoiteGroupe, Boites, ControlesComptoir
from ambroise.ui.comptoir.screen import ComptoirScreen
from ambroise.ui.comptoir.state import EtatComptoir
from ambroise.ui.tasks import Task
from ambroise.usecases.boites_bipees import BoiteDejaDelivree, BoiteRappelee
from ambroise.usecases.comptoir import ControleComptoir
from ambroise.usecases.ports_actes import LigneConsultee, OrdonnanceConsultee

RIEN = "Rien n’a changé\u00a0: mettez cette boîte de côté."


class BoitesController(QObject):
    """Counts packs in the lines of the order that ``etat`` returns, and gives what follows to ``show``."""

    def __init__(
        self,
        screen: ComptoirScreen,
        boites: Boites,
        controles: ControlesComptoir | None,
        etat: Callable[[], EtatComptoir | None],
        show: Callable[[EtatComptoir], None],
    ) -> None:
        super().__init__(screen)
        self._screen, self._boites, self._controles = screen, boites, controles
        self._etat, self._show = etat, show
        self._controle: Task | None = None
        self._demandee: OrdonnanceConsultee | None = None

    def take(self, texte: str) -> bool:
        """Count the pack whose code it is, once known to be fit to leave; False for another code."""
        code = self._controles.read_boite(texte) if self._controles is not None else None
        if code is None or self._controles is None:
            return False
        etat, controles = self._etat(), self._controles
        if etat is None:
            self._screen.show_refusal("Scannez d’abord l’ordonnance.", "La boîte n’est comptée nulle part.")
        elif not etat.en_cours:
            self._screen.run(
                lambda _: controles.check_pack(code),
                lambda _: self._count(etat.scannee.consultee.numero, code),
                on_error=self._refuse,
            )
        return True

    def look_for(self, ligne_id: str, texte: str, code: CodeBoite | None = None) -> None:
        """Find the packs of another medicine, once a change is agreed, then count the one scanned."""
        if not texte:
            return

        def add(trouvees: Sequence[BoiteGroupe]) -> None:
            etat = self._etat()
            ligne = etat.find_ligne(ligne_id) if etat is not None else None
            if etat is None or ligne is None:
                return
            if not trouvees:
                self._screen.show_refusal("Aucune boîte trouvée.", "Vérifiez le nom, ou bipez la boîte.")
                return
            self._screen.banners.clear()
            etat = etat.with_boites(ligne, trouvees)
            self._show(etat.with_choix(ligne, replace(etat.choix_de(ligne), boite=trouvees[0], bipees=())))
            if code is not None:
                self._count(etat.scannee.consultee.numero, code)

        self._screen.run(lambda _: self._boites.search(texte), add, title="Recherche d’une boîte")

    def control(self, etat: EtatComptoir) -> EtatComptoir:
        """Run the controls again when the answers changed a medicine or a posology."""
        if self._controles is None:
            return replace(etat, controlee=etat.repondue)
        repondue, controles, connu = etat.repondue, self._controles, etat.controle
        if not etat.a_controler or repondue == self._demandee:
            return etat
        if self._controle is not None:
            self._controle.cancel()
        self._demandee = repondue
        self._controle = self._screen.run(
            lambda _: controles.control_again(connu, repondue),
            lambda controle: self._controlled(repondue, controle),
            on_error=lambda error: self._not_controlled(repondue, error),
            title="Contrôle du changement",
        )
        return etat

    def _count(self, numero: str, code: CodeBoite) -> None:
        """Count a pack in the line it answers, or say why it may not leave."""
        etat = self._etat()
        if etat is None or etat.en_cours or etat.scannee.consultee.numero != numero:
            return
        ligne = etat.find_ligne(etat.courante)
        if ligne is not None and _is_other(etat, ligne, code):
            self.look_for(ligne.id, code.code_cip13 or "", code)
            return
        etat, refus = scan_pack(etat, code)
        if refus:
            self._screen.show_refusal(refus, RIEN)
            return
        self._screen.banners.clear()
        ligne = etat.find_ligne(etat.courante)
        valide = ligne is not None and etat.choix_de(ligne).valide
        self._show(etat.next_line() if valide else etat)

    def _refuse(self, error: BaseException) -> None:
        if isinstance(error, BoiteDejaDelivree | BoiteRappelee):
            self._screen.show_refusal(error.message, error.remede)
        else:
            self._screen.banners.clear()
            self._screen.show_error(error)

    def _controlled(self, repondue: OrdonnanceConsultee, controle: ControleComptoir) -> None:
        etat = self._etat()
        self._demandee = None
        if etat is None or etat.repondue != repondue:
            return
        for alerte in _new_graves(etat.controle, controle):
            self._screen.show_refusal(alerte.titre or alerte.cause, alerte.conduite)
        self._show(replace(etat, controle=controle, controlee=repondue))

    def _not_controlled(self, repondue: OrdonnanceConsultee, error: BaseException) -> None:
        """Say it as loudly as an alert would be; what was found of the order itself stays."""
        etat = self._etat()
        self._demandee = None
        self._screen.show_error(error)
        if etat is not None and etat.repondue == repondue:
            avant = etat.controle.controles
            non = NonControle("Changement convenu", (), "la base des médicaments n’a pas répondu")
            controles = replace(avant, non_controles=(non, *avant.non_controles), sans_alerte=())
            controle = replace(etat.controle, controles=controles)
            self._show(replace(etat, controle=controle, controlee=repondue))


def _new_graves(avant: ControleComptoir, apres: ControleComptoir) -> Sequence[Alerte]:
    """Return the first alert of the top level that the change brought, if any."""
    connues = {a.cle for a in avant.controles.bloquantes}
    return [a for a in apres.controles.bloquantes if a.cle not in connues][:1]


def _is_other(etat: EtatComptoir, ligne: LigneConsultee, code: CodeBoite) -> bool:
    """Tell whether a pack is a medicine that no line knows, while the change of the open one is agreed."""
    connues = {b.presentation.code_cip13 for li in etat.a_repondre for b in etat.boites_de(li)}
    modifie = etat.choix_de(ligne).reponse is ReponseLigne.MODIFIE
    return modifie and code.code_cip13 is not None and code.code_cip13 not in connues
