"""A tiny invented delivery of reference files, with a few of the defects of the real one."""

import csv
import io
import json
from pathlib import Path


def _ean(prefix: str) -> str:
    total = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(prefix))
    return prefix + str((10 - total % 10) % 10)


def cip(cip7: str) -> str:
    """Return the CIP13 of a CIP7."""
    return _ean("34009" + cip7)


def write_delivery(folder: Path) -> Path:
    """Write a small coherent delivery and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    cis = [
        "60000001\tALPHAMOL 500 mg, comprimé\tcomprimé\torale\tAutorisation active\tProcédure nationale\t"
        "Commercialisée\t01/02/2003\t\t\t LABO UN\tNon",
        "60000002\tBÊTAZOL 1 g, gélule d’essai\tgélule\torale\tAutorisation active\tProcédure nationale\t"
        "Non commercialisée\t29/11/2924\t\t\t LABO DEUX\tOui",
    ]
    (folder / "CIS_bdpm.txt").write_bytes("\r\n".join([*cis, ""]).encode("cp1252"))
    sold = "Présentation active\tDéclaration de commercialisation"
    packs = [
        f"60000001\t3000001\tplaquette(s) de 30 comprimé(s)\t{sold}\t19/01/1910\t{cip('3000001')}"
        "\toui\t65 %\t1,466,29\t1,467,31\t1,02\tl¿enfant<br>suite",
        f"60000002\t3000002\tplaquette(s) de 8 gélule(s)\t{sold}\t01/01/2020\t{cip('3000002')}"
        "\tnon\t\t\t\t\t",
        f"69999999\t3000003\tinconnue\t{sold}\t01/01/2020\t{cip('3000003')}\tnon\t\t\t\t\t",
    ]
    (folder / "CIS_CIP_bdpm.txt").write_bytes("\n".join([*packs, ""]).encode("utf-8"))
    composition = [
        "60000001\tcomprimé\t00001\tCHLORHYDRATE D'ALPHAMOL\t560 mg\tun comprimé\tSA\t1",
        "60000001\tcomprimé\t00002\tALPHAMOL\t500,00 mg\tun comprimé\tST\t1",
        "60000002\tgélule\t00003\tBÊTAZOL\t1 g\tune gélule\tSA\t1",
    ]
    (folder / "CIS_COMPO_bdpm.txt").write_bytes("\r\n".join([*composition, ""]).encode("cp1252"))
    rules = ["60000001\tliste I", "", "60000001\tprescription limitée à 4 semaines", "60000002\tstupéfiants"]
    (folder / "CIS_CPD_bdpm.txt").write_bytes("\r\n".join(rules).encode("cp1252"))
    groups = ["1\tALPHAMOL 500 mg\t60000001\t0\t1", "1\tALPHAMOL 500 mg\t61111111\t1\t2"]
    (folder / "CIS_GENER_bdpm.txt").write_bytes("\r\n".join([*groups, ""]).encode("cp1252"))
    (folder / "CIS_CIP_Dispo_Spec.txt").write_bytes(
        "60000001\t\t4\tremise à disposition\t01/01/2026\t02/01/2026\t\thttps://ansm.sante.fr/x\r\n".encode(
            "cp1252"
        )
    )
    write_thesaurus(folder)
    return folder


def write_thesaurus(folder: Path) -> None:
    """Write a thesaurus of one pair between the two products."""
    pair = {
        "a": "ALPHAMOL",
        "b": "ZOLES",
        "levels": ["PE", "CI"],
        "severity_text": "CI - PE",
        "mechanism": "Mécanisme d’essai.",
        "advice": "Surveiller.",
    }
    levels = {"CI": "contre-indication", "PE": "précaution d'emploi"}
    (folder / "ansm_thesaurus_paires.json").write_text(
        json.dumps({"edition": "2031-05", "levels": levels, "pairs": [pair]}), encoding="utf-8"
    )
    (folder / "ansm_thesaurus_classes.json").write_text(
        json.dumps({"classes": [{"name": "zoles", "members": ["bêtazol"]}]}), encoding="utf-8"
    )
    (folder / "ansm_thesaurus_substances.json").write_text(
        json.dumps({"substances": [{"substance": "alphamol", "classes": []}]}), encoding="utf-8"
    )
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["bdpm_substance_code", "bdpm_name", "thesaurus_substance", "method"])
    writer.writerows([["00002", "ALPHAMOL", "alphamol", "exact"], ["00003", "BÊTAZOL", "betazol", "exact"]])
    (folder / "bdpm_substance_ansm.csv").write_text(out.getvalue(), encoding="utf-8")
