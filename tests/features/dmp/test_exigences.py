"""Each duty of the software around the DMP has its scenario, and no scenario names a duty that is not one."""

import re
from pathlib import Path

FOLDER = Path(__file__).parent

EXIGENCES = {
    "MEMENTO": "TD0.2 avant tout ; ni DMP fermé, ni absent, ni sans droit",
    "0.2-080": "pas de DMP pour un NIA",
    "EX_GEN-1530": "INS qualifiée seulement",
    "EX_0.2-1020": "l’identité rendue par le DMP n’est pas montrée",
    "EX_0.2-1100": "le consentement est un acte explicite, tracé",
    "EX_0.3-1010": "ajout envoyé quand on consulte",
    "EX_0.3-1030": "suppression envoyée au retrait",
    "EX_0.3-1040": "suppression envoyée aussitôt",
    "OPPOSITION": "l’opposition arrête les nouveaux documents",
    "2.1-970": "l’existant se gère malgré l’opposition",
    "EX_GEN-1060": "alimentation automatique, règles visibles, retenue, ni vide ni inchangé",
    "EX_2.1-1050": "visibilité demandée, irréversibilité",
    "EX_2.1-1130": "identifiant reproductible",
    "EX_2.1-1190": "ce qui peut partir, ce qui est parti, avec son état",
    "EX_3.1-1070": "temps local ; nouveautés",
    "EX_3.1-1075": "« DMP » et « Mon espace santé » affichés",
    "EX_3.1-1080": "états des documents, documents du patient",
    "EX_3.1-1090": "pas de recherche après une alimentation",
    "EX_3.1-2030": "une recherche automatique au plus",
    "EX_3.1-2035": "trop de recherches n’arrêtent pas l’alimentation",
    "EX_3.2-1010": "rien n’est gardé sans un enregistrement voulu",
    "EX_3.2-1025": "avertir à l’ouverture d’un document invisible",
    "3.1-900": "dire qu’un document gardé est dépassé",
    "EX_3.3-1030": "confirmer avant de masquer",
    "EX_3.3-1040": "confirmer avant de rendre visible au patient",
    "EX_3.3-1045": "confirmer avant de rendre visible aux représentants",
    "EX_3.3-1050": "confirmer avant de supprimer",
    "EX_3.3-1060": "supprimer sans autorisation de consulter",
    "SUPPRESSION": "supprimé ici, supprimé là-bas ; retiré là-bas, pas renvoyé",
    "REMPLACEMENT": "une correction remplace",
    "BRIS_DE_GLACE": "motif, visible, cesse avec le dossier",
    "CONNEXION_SECRETE": "mineurs seulement, tout est caché aux représentants",
    "EX_GEN-1180": "nom et version comme dans « À propos »",
    "EX_GEN-1190": "le guide dit les fonctions couvertes",
    "5.9": "note de vaccination : jamais en connexion secrète",
    "TD3.3c": "on ne supprime que ses documents",
}
"""The duties of the test book of the CNDA (SEL-MP-037, paraphrased), and those it does not number."""


def tags() -> set[str]:
    texts = [f.read_text(encoding="utf-8") for f in FOLDER.glob("*.feature")]
    lines = [line for text in texts for line in text.splitlines() if line.strip().startswith("@")]
    return {tag for line in lines for tag in re.findall(r"@(\S+)", line)}


def test_every_duty_has_its_scenario() -> None:
    assert sorted(set(EXIGENCES) - tags()) == []


def test_no_scenario_names_another_duty() -> None:
    assert sorted(tags() - set(EXIGENCES)) == []
