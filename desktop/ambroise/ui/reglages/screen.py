"""Settings: appearance, lock and card, what the seat is; every change is saved at once and can be undone."""

from PySide6.QtCore import Signal

from ambroise.settings import Reglages
from ambroise.ui.actions import Command
from ambroise.ui.errors import Explanation
from ambroise.ui.reglages.form import ReglagesForm
from ambroise.ui.reglages.ports import ReglagesPort
from ambroise.ui.screen import Context, Screen
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.widgets.layouts import centred, scroller


class ReglagesScreen(Screen):
    """Emits ``changed`` with the Reglages once saved, for what can be applied at once."""

    key, title = "reglages", "Réglages"
    commands = (Command("reglages.undo", "Défaire", "undo-2", "Ctrl+Z", scope="reglages", in_palette=False),)
    changed = Signal(object)

    def __init__(self, context: Context, port: ReglagesPort) -> None:
        super().__init__(context)
        self._port = port
        self._saved = port.reglages
        self._before: list[Reglages] = []
        self._writing = 0
        self.form = ReglagesForm(port.reglages, port.profile_dir)
        self.put(scroller(centred(self.form)))
        self.form.changed.connect(self._save)
        self.form.refused.connect(self._refuse)
        self.form.key_wanted.connect(lambda: context.shell.go("sauvegardes"))
        self.actions_.on("reglages.undo", self.undo)
        self._show()

    def enter(self, argument: object = None) -> None:
        self._saved = self._port.reglages
        self._show()

    def undo(self) -> None:
        """Put back what stood before the last change."""
        if self._before:
            self._save(self._before.pop(), undoing=True)

    def _refuse(self, what: str, why: str) -> None:
        self.banners.clear()
        self.show_explanation(Explanation(what, "Rien n’a changé.", why, "warning"))

    def _save(self, wanted: Reglages, *, undoing: bool = False) -> None:
        self._writing += 1
        self.run(
            lambda _task: self._port.save_reglages(wanted),
            lambda _none: self._kept(wanted, undoing=undoing),
            on_error=self._not_kept,
            on_done=self._written,
        )

    def _kept(self, wanted: Reglages, *, undoing: bool) -> None:
        before, self._saved = self._saved, wanted
        if not undoing:
            self._before.append(before)
        self.changed.emit(wanted)
        self.banners.clear()
        self.actions_["reglages.undo"].setEnabled(bool(self._before))
        undo = (Button.of(self.actions_["reglages.undo"]),) if self._before else ()
        later = " La taille change au prochain démarrage." if before.echelle != wanted.echelle else ""
        words = f"Le réglage est enregistré.{later}"
        self.banners.add(Banner("Enregistré", words, tone="success", icon="check", buttons=undo))

    def _not_kept(self, error: BaseException) -> None:
        self.show_error(error)

    def _written(self) -> None:
        """Show what is kept, unless a later change is still being written: it started from what is shown."""
        self._writing -= 1
        if not self._writing:
            self._show()

    def _show(self) -> None:
        sessions = self._port.sessions
        professionnel = sessions.courante.professionnel if sessions.is_professionnelle else None
        self.form.show_saved(self._saved, professionnel, self.context.now().date())
        self.actions_["reglages.undo"].setEnabled(bool(self._before))
