"""Build the read-only base from its source files: every mend counted, one atomic rename at the end."""

import hashlib
import json
import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from pathlib import Path

from ambroise.referentiels import bdpm, has, index, interactions, schema
from ambroise.referentiels.chantier import Chantier, empreinte, read_csv, read_table
from ambroise.referentiels.denominations import Composant, Virtuel, virtuel_of
from ambroise.referentiels.lecture import FichierInvalide, find_fichier, read_bytes, read_date

Progres = Callable[[int, int, str], None]
"""Called with the step, the number of steps, and what is being done, in French."""

ANNEXES = (
    "atc_fr.csv",
    "cis_atc.csv",
    "vaccins_bdpm.csv",
    "ansm_thesaurus_paires.json",
    "ansm_thesaurus_classes.json",
    "ansm_thesaurus_substances.json",
    "bdpm_substance_ansm.csv",
)
FICHIERS = (*bdpm.OBLIGATOIRES, *bdpm.FACULTATIFS, *ANNEXES)
_ETAPES = 6


def empreinte_sources(dossier: Path) -> str:
    """Return the hash of a folder of sources: names and contents of the files the importer reads."""
    digest = hashlib.sha256(str(schema.VERSION).encode())
    for nom in (*FICHIERS, "editions.json"):
        chemin = find_fichier(dossier, nom)
        if chemin is not None:
            digest.update(f"{nom}:{empreinte(chemin)};".encode())
    return digest.hexdigest()


def build(
    dossier: Path, destination: Path, progres: Progres | None = None, avant: dict[str, int] | None = None
) -> None:
    """Build ``destination`` from the files of ``dossier``; it appears whole or not at all.

    Args:
        dossier: sources, plain or gzipped.
        destination: the base; an existing one is replaced.
        progres: told of each step.
        avant: rows of the former base by file; a file that lost half of them is refused.

    Raises:
        FichierInvalide: a source is missing, damaged or not what it should be.
    """
    step = progres or (lambda *_: None)
    destination.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".medicaments-", suffix=".tmp", dir=destination.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        base = sqlite3.connect(temporary, isolation_level=None)
        try:
            base.executescript(
                "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;"
                "PRAGMA page_size=8192; PRAGMA cache_size=-65536;"
            )
            base.execute("BEGIN")
            for statement in schema.SQL.split(";\n"):
                if statement.strip():
                    base.execute(statement)
            _fill(Chantier(dossier, base, read_editions(dossier), avant or {}), step)
            base.execute("INSERT INTO meta VALUES('schema', ?)", (str(schema.VERSION),))
            base.execute("INSERT INTO meta VALUES('empreinte', ?)", (empreinte_sources(dossier),))
            base.execute("COMMIT")
            base.execute("PRAGMA optimize")
        finally:
            base.close()
        with temporary.open("r+b") as stream:
            os.fsync(stream.fileno())
        temporary.replace(destination)
    finally:
        temporary.unlink(missing_ok=True)
    step(_ETAPES, _ETAPES, "Base des médicaments prête")


def read_editions(dossier: Path) -> dict[str, str]:
    """Return the edition dates of ``editions.json``, or none."""
    chemin = dossier / "editions.json"
    if not chemin.is_file():
        return {}
    try:
        values = json.loads(chemin.read_text(encoding="utf-8"))
    except ValueError as error:
        raise FichierInvalide("editions.json", "illisible") from error
    if not isinstance(values, dict):
        raise FichierInvalide("editions.json", "illisible")
    try:
        return {str(k): date.fromisoformat(v).isoformat() for k, v in values.items()}
    except (ValueError, TypeError) as error:
        raise FichierInvalide("editions.json", "une date n’est pas lisible") from error


def _fill(work: Chantier, step: Progres) -> None:
    step(0, _ETAPES, "Lecture des spécialités")
    rows = read_table(work, "CIS_bdpm.txt", bdpm.specialites)
    connus = set(rows)
    step(1, _ETAPES, "Lecture des compositions et des présentations")
    compositions = read_table(work, "CIS_COMPO_bdpm.txt", lambda f: bdpm.composants(f, connus))
    work.insert("composant", compositions)
    work.insert("presentation", read_table(work, "CIS_CIP_bdpm.txt", lambda f: bdpm.presentations(f, connus)))
    step(2, _ETAPES, "Lecture des conditions, des groupes et des ruptures")
    work.insert("generique", read_table(work, "CIS_GENER_bdpm.txt", lambda f: bdpm.generiques(f, connus)))
    work.insert("condition", read_table(work, "CIS_CPD_bdpm.txt", lambda f: bdpm.conditions(f, connus)))
    if find_fichier(work.dossier, "CIS_CIP_Dispo_Spec.txt"):
        supply = read_table(work, "CIS_CIP_Dispo_Spec.txt", lambda f: bdpm.disponibilites(f, connus))
        work.insert("disponibilite", supply)
    _avis(work, connus)
    step(3, _ETAPES, "Lecture des codes ATC et des vaccins")
    atc, labels = _codes_atc(work)
    vaccins = {row["cis"] for row in read_csv(work, "vaccins_bdpm.csv", ("cis",))}
    step(4, _ETAPES, "Lecture des interactions")
    _interactions(work)
    step(5, _ETAPES, "Indexation")
    _specialites(work, rows, atc, vaccins, compositions)
    index.fill(work.base, labels)
    for statement in schema.INDEX.split(";\n"):
        if statement.strip():
            work.base.execute(statement)


def _avis(work: Chantier, connus: set[str]) -> None:
    if find_fichier(work.dossier, "HAS_LiensPageCT_bdpm.txt"):
        links = read_table(work, "HAS_LiensPageCT_bdpm.txt", lambda f: {r[0]: (r[0], r[1]) for r in f.lignes})
        work.insert("avis", links.values())
    for sorte in ("SMR", "ASMR"):
        nom = f"CIS_HAS_{sorte}_bdpm.txt"
        if find_fichier(work.dossier, nom):
            work.insert(
                "evaluation", read_table(work, nom, partial(has.evaluations, sorte=sorte, connus=connus))
            )
    if find_fichier(work.dossier, "CIS_InfoImportantes.txt"):
        news = read_table(work, "CIS_InfoImportantes.txt", partial(has.informations, connus=connus))
        work.insert("information", news)


def _codes_atc(work: Chantier) -> tuple[dict[str, str], dict[str, str]]:
    """Return CIS → ATC (CIS_MITM, newer, before the older list) and ATC → label."""
    atc = {r["cis"]: r["atc"] for r in read_csv(work, "cis_atc.csv", ("cis", "atc")) if bdpm.is_atc(r["atc"])}
    if find_fichier(work.dossier, "CIS_MITM.txt"):
        atc |= read_table(work, "CIS_MITM.txt", bdpm.codes_atc)
    labels = {r["atc"]: r["libelle_fr"] for r in read_csv(work, "atc_fr.csv", ("atc", "libelle_fr"))}
    work.insert("atc", labels.items())
    return atc, labels


def _interactions(work: Chantier) -> None:
    names = ANNEXES[3:]
    paths = [find_fichier(work.dossier, name) for name in names]
    contents = [read_bytes(path) for path in paths if path is not None]
    if len(contents) != len(names):
        raise FichierInvalide("thésaurus ANSM", "fichier absent")
    thesaurus = interactions.read_thesaurus(*contents)
    bdpm.check_volume(names[0], len(thesaurus.paires), work.avant.get(names[0]))
    work.insert("ansm_paire", thesaurus.paires)
    work.insert("ansm_membre", thesaurus.membres)
    work.insert("ansm_code", thesaurus.codes)
    counts = (len(thesaurus.paires), len(thesaurus.membres), len(thesaurus.membres), len(thesaurus.codes))
    for name, count in zip(names, counts, strict=True):
        work.note(name, count, thesaurus.defauts if name == names[0] else Counter())
    work.base.execute("INSERT INTO meta VALUES('edition_ansm', ?)", (thesaurus.edition,))


def _specialites(
    work: Chantier,
    rows: dict[str, list[str]],
    atc: dict[str, str],
    vaccins: set[str],
    compositions: list[bdpm.Row],
) -> None:
    by_cis: dict[str, list[Composant]] = {}
    for cis, *cells, _dci in compositions:
        by_cis.setdefault(str(cis), []).append(Composant(*cells))  # type: ignore[arg-type]
    defauts: Counter[str] = Counter()
    groups: dict[str, tuple[Virtuel, list[str]]] = {}
    found: list[bdpm.Row] = []
    virtuels: dict[str, Virtuel] = {}
    for cis, row in rows.items():
        virtuel = virtuel_of(by_cis.get(cis, []), row[2], row[1])
        if virtuel:
            virtuels[cis] = virtuel
            groups.setdefault(virtuel.cle, (virtuel, []))[1].append(cis)
    for cis, row in rows.items():
        virtuel = virtuels.get(cis)
        # A newer product has the code of those with the same substances, strength and form.
        code = atc.get(cis) or (_most_common(atc.get(c) for c in groups[virtuel.cle][1]) if virtuel else None)
        found.append(
            (
                cis,
                row[1],
                row[2],
                ";".join(v.strip() for v in row[3].split(";") if v.strip()),
                row[4],
                int(row[6] == "Commercialisée"),
                read_date(row[7], defauts),
                ";".join(h.strip() for h in row[10].split(";") if h.strip()),
                int(row[11] == "Oui"),
                code,
                int(cis in vaccins or (code or "").startswith("J07")),
                virtuel.cle if virtuel else "",
                virtuel.libelle if virtuel else "",
            )
        )
    work.insert("specialite", found)
    sold = {cis for (cis,) in work.base.execute("SELECT DISTINCT cis FROM presentation")}
    defauts["sans_composition"] = sum(1 for cis in rows if cis not in by_cis)
    defauts["sans_presentation"] = sum(1 for cis in rows if cis not in sold)
    work.add_defauts("CIS_bdpm.txt", defauts)
    work.insert(
        "dci",
        [
            (v.cle, v.libelle, " ".join(v.codes), v.forme, len(members), None)
            for v, members in groups.values()
        ],
    )


def _most_common(codes: Iterable[str | None]) -> str | None:
    counts = Counter(code for code in codes if code)
    return min(counts, key=lambda code: (-counts[code], code)) if counts else None
