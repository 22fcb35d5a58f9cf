"""Medicines: search against a bare FTS5 query, import, controls, PDF against bare reportlab.

The floor of a search runs the same MATCH on the same index and takes the same rows; the floor of the import
writes the rows already parsed; the floor of a PDF draws the same strings and the same codes, without layout.
"""

import io
import itertools
import sqlite3
import tempfile
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.unites import unite
from ambroise.printing.fonts import GRAS, NORMAL, register_fonts
from ambroise.printing.ordonnance import render_ordonnance
from ambroise.printing.page import PageOrdonnance
from ambroise.printing.symbols import code128_bars, datamatrix_grid, draw_bars, draw_grid, qr_grid
from ambroise.referentiels.base import BaseMedicamentsSqlite
from ambroise.referentiels.construction import build
from ambroise.resources import resource
from ambroise.usecases.controle_ordonnance import (
    OrdonnanceAControler,
    Terrain,
    TraitementDeclare,
    check_ordonnance,
)
from tests.bench.mesure import Mesure, compare
from tests.fakes.base_medicaments import shipped_base
from tests.fakes.ordonnances import make_ligne, make_ordonnance
from tests.fakes.pages import page_of

REQUETES = (
    ("doliprane 1000", '"doliprane"* "1000"*'),
    ("paracetamol", '"paracetamol"*'),
    ("simva 20", '"simva"* "20"*'),
    ("amox clav", '"amox"* "clav"*'),
    ("levothyrox 75", '"levothyrox"* "75"*'),
    ("ramipril 2,5", '"ramipril"* "2v5"*'),
    ("metformine 1000 comp", '"metformine"* "1000" "comp"*'),
    ("morphine lp", '"morphine"* "lp"*'),
)
DOUZE = (
    "zocor 20", "triatec 5", "glucophage 1000", "kardegic 75", "inexium 20", "levothyrox 75",
    "doliprane 1000",
    "seresta 10", "lasilix 40", "ventoline 100", "augmentin 1 g", "diprosone creme",
)  # fmt: skip
HUIT = (
    "xarelto 20",
    "cordarone",
    "zoloft 50",
    "tramadol 50",
    "aldactone 25",
    "januvia 100",
    "plavix 75",
    "lipanthyl",
)


def run() -> list[Mesure]:
    """Measure search, import, controls, posologies, then pages of 1, 5 and 20 lines."""
    base = shipped_base()
    measures = [*_recherche(base), _import(base), _controle(base), _posologie()]
    return measures + [_page(lines) for lines in (1, 5, 20)]


def _recherche(base: BaseMedicamentsSqlite) -> list[Mesure]:
    bare = sqlite3.connect(f"{base.chemin.absolute().as_uri()}?mode=ro", uri=True)
    ours, floor = itertools.cycle(REQUETES), itertools.cycle(REQUETES)

    def search() -> object:
        return base.search(next(ours)[0], 20)

    def query() -> object:
        return bare.execute(
            "SELECT d.* FROM recherche JOIN document d ON d.id=recherche.rowid"
            " WHERE recherche MATCH ? ORDER BY d.id LIMIT 20",
            (next(floor)[1],),
        ).fetchall()

    found = compare(
        "recherche d’un médicament", search, query, contre="requête FTS5 nue", cible=2.0, tours=400
    )
    typo = compare(
        "recherche avec faute (« levothirox »)",
        lambda: base.search("levothirox", 20),
        lambda: bare.execute("SELECT rowid FROM recherche WHERE recherche MATCH 'levothyrox*'").fetchall(),
        contre="requête FTS5 sans faute",
        tours=100,
    )
    bare.close()
    assert found.p95_s is not None
    assert found.plancher_p95_s is not None
    slowest = Mesure(f"{found.nom}, 95 fois sur 100", found.p95_s, found.plancher_p95_s, 2.0, found.plancher)
    return [found, slowest, typo]


def _import(base: BaseMedicamentsSqlite) -> Mesure:
    source = sqlite3.connect(f"{base.chemin.absolute().as_uri()}?mode=ro", uri=True)
    tables = [
        "specialite", "composant", "presentation", "condition", "generique", "disponibilite", "atc", "dci",
        "ansm_paire", "ansm_membre", "ansm_code", "document", "mot", "trigramme",
    ]  # fmt: skip
    rows = {t: source.execute(f"SELECT * FROM {t}").fetchall() for t in tables}
    ddl = [r[0] for r in source.execute("SELECT sql FROM sqlite_master WHERE type='table' AND sql NOT NULL")]
    source.close()
    wanted = [s for s in ddl if any(s.startswith(f"CREATE TABLE {t}(") for t in tables)]
    with tempfile.TemporaryDirectory(prefix="ambroise-bench-") as name:
        folder = Path(name)

        def full() -> None:
            build(resource("medicaments"), folder / "base.sqlite")

        def bare() -> None:
            path = folder / "nue.sqlite"
            path.unlink(missing_ok=True)
            connection = sqlite3.connect(path, isolation_level=None)
            connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;")
            for statement in wanted:
                connection.execute(statement)
            for table, values in rows.items():
                marks = ",".join("?" * len(values[0]))
                connection.executemany(f"INSERT INTO {table} VALUES({marks})", values)
            connection.execute("COMMIT")
            connection.close()

        return compare(
            "import complet (BDPM, ATC, ANSM, index)", full, bare, contre="executemany des mêmes lignes",
            tours=3, echauffement=0,
        )  # fmt: skip


def _controle(base: BaseMedicamentsSqlite) -> Mesure:
    lines = [make_ligne(base, name, "1 matin 28j", rang) for rang, name in enumerate(DOUZE)]
    running = tuple(
        TraitementDeclare(make_ligne(base, name, "1 matin 3m", 50 + i)) for i, name in enumerate(HUIT)
    )
    demand = OrdonnanceAControler(make_ordonnance(*lines), Terrain(aucune_allergie=True), running)
    bare = sqlite3.connect(f"{base.chemin.absolute().as_uri()}?mode=ro", uri=True)

    def cold() -> object:
        base._interactions.cache_clear()
        base._specialite.cache_clear()
        return check_ordonnance(base, demand)

    def floor() -> None:
        # 66 pairs of lines and 96 with the treatments, one look-up in each direction.
        for _ in range(2 * (66 + 96)):
            bare.execute("SELECT * FROM ansm_paire WHERE a='simvastatine' AND b='amiodarone'").fetchall()

    found = compare(
        "contrôle de 12 lignes et 8 traitements", cold, floor, contre="324 requêtes du thésaurus", tours=15
    )
    bare.close()
    return found


def _posologie() -> Mesure:
    tablet = unite("comprimé")
    texts = ("1-0-1 7j", "2/j si douleur max 6", "1 lun mer ven 3m", "30-20-10 mg par 5j")

    def both() -> None:
        for text in texts:
            render_posologie(parse_posologie(text, tablet))

    return compare(
        "quatre posologies lues et dites", both, lambda: [t.split() for t in texts], contre="split"
    )


def _page(lines: int) -> Mesure:
    page = page_of(lines)
    return compare(
        f"PDF d’une ordonnance de {lines} ligne{'s' if lines > 1 else ''}",
        lambda: render_ordonnance(page),
        lambda: _bare_page(page),
        contre="reportlab nu, mêmes textes et codes",
        cible=2.0,
    )


def _bare_page(page: PageOrdonnance) -> bytes:
    """Draw the same strings and codes with no layout, no wrapping, no archive format."""
    register_fonts()
    assert page.qr
    assert page.patient.datamatrix
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=page.format.value, pageCompression=1)
    y = 800.0
    lines = [line for zone in page.zones for line in zone.lignes]
    for rank, line in enumerate(lines):
        if rank and rank % 10 == 0:
            canvas.showPage()
            y = 800.0
        for text, font in (
            (line.titre, GRAS),
            (line.posologie, NORMAL),
            *((d, NORMAL) for d in line.details),
        ):
            canvas.setFont(font, 9.6)
            canvas.drawString(60, y, text)
            y -= 13
    canvas.setFont(NORMAL, 9)
    who, patient = page.prescripteur, page.patient
    for text in (
        who.nom,
        who.qualite,
        *who.adresse,
        patient.nom_naissance,
        *page.paragraphes,
        *page.signature,
    ):
        canvas.drawString(60, y, text)
        y -= 12
    draw_grid(canvas, qr_grid(page.qr), 40, 100, 99)
    draw_grid(canvas, datamatrix_grid(page.patient.datamatrix), 480, 700, 54)
    draw_bars(canvas, code128_bars(who.numero_rpps), 40, 650, 1, 22)
    draw_bars(canvas, code128_bars(who.numero_am or ""), 180, 650, 1, 22)
    canvas.save()
    return out.getvalue()
