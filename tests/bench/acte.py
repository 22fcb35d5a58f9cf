"""The act itself: the order as PDF, from signature to committed outbox, and the whole job's software time."""

import io
import json
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ambroise.bootstrap.lecteurs import LECTEUR_CPS
from ambroise.demo.cabinet import LIGNES
from ambroise.demo.monde import CODE_PORTEUR, Monde
from ambroise.domain.identite import Sexe, TraitsIdentite, TypeJustificatif
from ambroise.domain.ordonnance import ConsentementConsultation, Ordonnance
from ambroise.domain.patient import Patient
from ambroise.persistence.database import connect
from ambroise.printing.ordonnance import render_ordonnance
from ambroise.printing.symbols import datamatrix_grid, draw_grid, qr_grid
from ambroise.usecases.ports_identite import InsTrouvee
from tests.bench._installe import installed_environment
from tests.bench.mesure import Mesure, compare
from tests.fakes.pages import page_of

NOMBRES = (1, 5, 20)
"""How many lines the orders measured have."""
ZOE = TraitsIdentite("ADRUN", "ZOE", Sexe.FEMININ, date(1975, 12, 31), "63220")


def run() -> list[Mesure]:
    """Measure in one temporary practice."""
    with tempfile.TemporaryDirectory(prefix="ambroise-bench-") as dossier:
        racine = Path(dossier)
        with Monde(racine, racine / "resultat") as monde:
            monde.insert("cps-libre", LECTEUR_CPS)
            monde.medecin.session.open(CODE_PORTEUR)
            patient = qualify(monde)
            mesures = [*(_pdf(nombre) for nombre in NOMBRES), _signature(monde, patient, racine)]
    return [*mesures, _scenario()]


def qualify(monde: Monde) -> Patient:
    """Create the published test patient, her identity qualified."""
    identites = monde.medecin.identites
    patient = identites.create(ZOE)
    trouvee = identites.search_insi(patient.id)
    assert isinstance(trouvee, InsTrouvee)
    return identites.accept(patient.id, ins=trouvee.identite, justificatif=TypeJustificatif.PASSEPORT)


def _draft(monde: Monde, patient: Patient, lignes: Sequence[tuple[str, str]] = LIGNES) -> Ordonnance:
    app = monde.medecin
    ordonnance = app.ordonnances.draft(patient.id).edit(
        consentement=ConsentementConsultation(date(2026, 6, 4), opposition=False)
    )
    for recherche, saisie in lignes:
        produit = app.prescription.produit_of(app.prescription.search(recherche, 1)[0])
        posologie = app.prescription.read_posologie(saisie, produit)
        ordonnance = ordonnance.with_ligne(app.prescription.make_ligne(produit, posologie))
    return ordonnance


def _pdf(nombre: int) -> Mesure:
    page = page_of(nombre)
    mots, code = _words(page), page.qr or ""

    def ours() -> None:
        render_ordonnance(page)

    def bare() -> None:
        """The same words in a built-in font, a QR and a datamatrix of the same content, nothing else."""
        sortie = io.BytesIO()
        canvas = Canvas(sortie, A4, invariant=1)
        canvas.setFont("Helvetica", 10)
        y = 800.0
        for texte in mots:
            if y < 40:
                canvas.showPage()
                canvas.setFont("Helvetica", 10)
                y = 800.0
            canvas.drawString(40, y, texte)
            y -= 12
        draw_grid(canvas, qr_grid(code), 40, 60, 100)
        draw_grid(canvas, datamatrix_grid(page.patient.datamatrix or ""), 400, 60, 70)
        canvas.save()

    return compare(
        f"PDF d’une ordonnance de {nombre} ligne{'s' if nombre > 1 else ''}",
        ours,
        bare,
        contre="reportlab nu, mêmes textes et codes",
    )


def _words(page: object) -> list[str]:
    """Return every text of the page's values, whatever their depth."""
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, str):
            if value and len(value) < 200:
                found.append(value)
        elif isinstance(value, tuple):
            for element in value:
                walk(element)
        elif hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                walk(getattr(value, name))

    walk(page)
    return found


def _signature(monde: Monde, patient: Patient, racine: Path) -> Mesure:
    app = monde.medecin
    # A line without any alert to answer: what is measured is the software, not the reader of alerts.
    brouillon = _draft(monde, patient, LIGNES[-1:])
    nue = connect(racine / "nue.sqlite", secrets.token_bytes(32))
    nue.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, contenu BLOB)")
    contenu = secrets.token_bytes(1000)

    def ours() -> None:
        app.ordonnances.sign(replace(brouillon, id=app.contexte.new_id()))

    def bare() -> None:
        nue.execute("BEGIN IMMEDIATE")
        nue.execute("INSERT INTO t (contenu) VALUES (?)", (contenu,))
        nue.execute("COMMIT")

    mesure = compare(
        "de la signature à la boîte d’envoi écrite (PDF, CDA, dépôt, DMP)",
        ours,
        bare,
        contre="un commit SQLCipher d’un kibioctet",
    )
    nue.close()
    return mesure


def _scenario() -> Mesure:
    # A process of its own: libpcsclite keeps the daemon it met first.  The first run writes the bytecode.
    resultat = [_play() for _ in range(2)][-1]
    cpu = sum(e["cpu_s"] for e in resultat["etapes"] if 2 <= e["numero"] <= 7)
    mur = sum(e["duree_s"] for e in resultat["etapes"] if 2 <= e["numero"] <= 7)
    return Mesure(
        "étapes 2 à 7 du scénario, temps du logiciel (cible : une seconde)",
        plancher=f"{mur:.2f} s avec le bac à sable, les lecteurs et deux échecs voulus",
        valeur=f"{cpu:.2f} s",
    )


def _play() -> dict[str, Any]:
    fin = subprocess.run(
        [sys.executable, "-m", "ambroise", "demo", "--headless", "--json", "--sans-captures"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env=installed_environment(),
    )
    resultat: dict[str, Any] = json.loads(fin.stdout)
    return resultat
