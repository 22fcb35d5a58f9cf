"""What the frame says above every screen: no network, a session about to end, an altered trail."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from ambroise.ui.shell.ports import EtatPoste
from ambroise.ui.traces.mots import broken
from ambroise.ui.widgets.banners import Banner
from ambroise.ui.widgets.buttons import Button
from ambroise.ui.words import clock, plural

PSC_WARNING: Final = timedelta(minutes=15)


def offline_band(etat: EtatPoste, see: Callable[[], None] | None) -> Banner | None:
    """Say that nothing leaves for now, and how much waits; None online or before the first delivery.

    Args:
        see: shows what waits; None where no screen does.
    """
    if etat.en_ligne is not False:
        return None
    title = "Hors ligne"
    if etat.envois_en_attente:
        title += f" · {plural(etat.envois_en_attente, 'envoi')} en attente"
    return Banner(
        title,
        "Tout est enregistré sur cet ordinateur et partira seul au retour du réseau.",
        tone="warning",
        icon="cloud-off",
        buttons=() if see is None else (_flat("Voir", see),),
        closable=False,
        stripe=True,
    )


def psc_band(etat: EtatPoste, now: datetime, renew: Callable[[], None]) -> Banner | None:
    """Warn before the end of the four hours, while there is time to answer calmly."""
    end = etat.psc_jusqua
    if end is None or end - now > PSC_WARNING:
        return None
    return Banner(
        f"Pro Santé Connect se termine à {clock(end.astimezone())}",
        "Reconnectez-vous maintenant\u00a0: rien ne s’interrompt.",
        tone="warning",
        icon="id-card",
        buttons=(_flat("Se reconnecter", renew),),
        closable=False,
        stripe=True,
    )


def traces_band(etat: EtatPoste, see: Callable[[], None] | None) -> Banner | None:
    """Say on every screen that the trail was altered, until it no longer is."""
    if not etat.traces_alterees:
        return None
    alarm = broken(etat.traces_alterees)
    return Banner(
        alarm.happened,
        f"{alarm.safe} {alarm.remedy}",
        tone="danger",
        icon=alarm.icon,
        buttons=() if see is None else (_flat("Voir le journal", see),),
        closable=False,
        stripe=True,
    )


def stopped_banner(started: datetime) -> Banner:
    """Tell of the last time, which ended without a word."""
    return Banner(
        f"Ambroise, ouvert à {clock(started)}, s’est arrêté sans prévenir. Votre travail est intact",
        "Ce qui était saisi est gardé. Aucun envoi n’est perdu ni doublé.",
        icon="history",
        small="Le rapport ne contient aucune donnée de patient.",
    )


def _flat(text: str, do: Callable[[], None]) -> Button:
    button = Button(text, variant="flat")
    button.clicked.connect(lambda _checked=False: do())
    return button
