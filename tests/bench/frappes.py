"""From the empty screen to the page drawn and the outbox written: keys to press, time of the software."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ambroise.bootstrap.application import Application
from ambroise.bootstrap.lecteurs import LECTEUR_CPS
from ambroise.demo.monde import CODE_PORTEUR, Monde
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.options_ligne import split_options
from ambroise.domain.ordonnance import ConsentementConsultation, Ordonnance
from ambroise.domain.patient import Patient
from ambroise.domain.posologie_brouillon import PosologieIllisible
from tests.bench.acte import qualify
from tests.bench.mesure import Mesure

Saisie = tuple[str, str, str]
"""The medicine, its posology, what follows: one line as it is typed."""
CONNU: Saisie = ("doliprane 1000", "1-1-1 5j", "")
STUPEFIANT: Saisie = ("skenan 10", "1-0-1 14j", "frac 7j")
ANCIENNE: tuple[Saisie, ...] = (
    ("simvastatine 20", "1 soir 3m", ""),
    ("ramipril 5", "1 matin 3m", ""),
    ("metformine 1000", "1-0-1 3m", ""),
    ("levothyroxine 75", "1 matin 3m", ""),
    ("paracetamol 1000", "1-1-1 5j", ""),
    ("amlodipine 5", "1 matin 3m", ""),
)
ENTREE, CONSENTEMENT, RENOUVELER = 1, 1, 1
"""Keys: the line is taken, the patient does not oppose (N), all that is due is renewed (R)."""
PREMIERE_RECHERCHE = 3
"""Letters from which a medicine is looked for at each key."""


def run() -> list[Mesure]:
    """Measure in one temporary practice; each case once before, so that nothing is imported meanwhile."""
    with tempfile.TemporaryDirectory(prefix="ambroise-bench-") as dossier:
        racine = Path(dossier)
        with Monde(racine, racine / "resultat") as monde:
            monde.insert("cps-libre", LECTEUR_CPS)
            app = monde.medecin
            app.session.open(CODE_PORTEUR)
            patient = qualify(monde)
            _sign(app, _write(app, patient, CONNU))
            return [
                _measure("un médicament connu", _keys(CONNU), lambda: _write(app, patient, CONNU), app),
                _measure("un stupéfiant", _keys(STUPEFIANT), lambda: _write(app, patient, STUPEFIANT), app),
                _renewal(app, patient),
            ]


def _renewal(app: Application, patient: Patient) -> Mesure:
    ancienne = _sign(app, _write(app, patient, *ANCIENNE))

    def renew() -> Ordonnance:
        fait = app.prescription.renew(app.ordonnances.draft(patient.id), ancienne.lignes)
        return _consented(app, fait.ordonnance)

    return _measure("le renouvellement de six lignes (cible : 2)", RENOUVELER + CONSENTEMENT, renew, app)


def _measure(nom: str, touches: int, write: Callable[[], Ordonnance], app: Application) -> Mesure:
    debut = time.process_time()
    _sign(app, write())
    duree = time.process_time() - debut
    return Mesure(
        f"{nom}, de l’écran vide à la page dessinée et à l’envoi prêt",
        plancher=f"{duree * 1000:.0f} ms de processeur, toutes les recherches de la frappe comprises",
        valeur=f"{touches} touches et la signature",
    )


def _keys(saisie: Saisie) -> int:
    return len(" ".join(filter(None, saisie))) + ENTREE + CONSENTEMENT


def _write(app: Application, patient: Patient, *saisies: Saisie) -> Ordonnance:
    """Return the draft that those lines make, each searched and read as it is typed."""
    ordonnance = app.ordonnances.draft(patient.id)
    for saisie in saisies:
        ordonnance = ordonnance.with_ligne(_type(app, *saisie))
    return _consented(app, ordonnance)


def _type(app: Application, nom: str, posologie: str, options: str) -> LigneOrdonnance:
    for lettres in range(PREMIERE_RECHERCHE, len(nom) + 1):
        trouves = app.prescription.search(nom[:lettres], 20)
    produit = app.prescription.produit_of(trouves[0])
    for lettres in range(1, len(posologie) + 1):
        try:
            lue = app.prescription.read_posologie(posologie[:lettres], produit)
        except PosologieIllisible:
            continue
    ligne = app.prescription.make_ligne(produit, lue)
    return split_options(f" x {options}")[1].apply(ligne)


def _consented(app: Application, ordonnance: Ordonnance) -> Ordonnance:
    jour = app.contexte.horloge().date()
    return ordonnance.edit(consentement=ConsentementConsultation(jour, opposition=False))


def _sign(app: Application, ordonnance: Ordonnance) -> Ordonnance:
    """Control and sign under a new identifier, as the screen does: the page is drawn with the signature."""
    app.prescription.check(ordonnance)
    return app.ordonnances.sign(replace(ordonnance, id=app.contexte.new_id())).acte.ordonnance
