"""A passage of the tour as the draft that keeps it through a crash, and as the note it leaves in the file."""

import json
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from ambroise.domain.plaie import PlaieSaisie, parse_dimensions
from ambroise.domain.tournee import EtatActe, Passage


def passage_to_text(passage: Passage) -> str:
    """Return what was ticked and typed, to be kept."""
    plaie = passage.plaie
    return json.dumps(
        {
            "actes": {str(a.id): [a.etat.value, a.motif] for a in passage.actes},
            "constantes": passage.constantes,
            "note": passage.note,
            "plaie": [plaie.site, plaie.mesure, str(plaie.photo or "")],
            "termine_le": passage.termine_le.isoformat() if passage.termine_le else None,
        },
        ensure_ascii=False,
    )


def restore_passage(passage: Passage, texte: str) -> Passage:
    """Put back what was kept; a text that cannot be read comes back whole in the note."""
    try:
        garde = json.loads(texte)
        reponses = {UUID(cle): (EtatActe(etat), str(motif)) for cle, (etat, motif) in garde["actes"].items()}
        actes = tuple(
            replace(a, etat=reponses[a.id][0], motif=reponses[a.id][1]) if a.id in reponses else a
            for a in passage.actes
        )
        site, mesure, photo = garde.get("plaie", ("", "", ""))
        termine = datetime.fromisoformat(garde["termine_le"]) if garde["termine_le"] else None
        return replace(
            passage,
            actes=actes,
            constantes=str(garde["constantes"]),
            note=str(garde["note"]),
            plaie=PlaieSaisie(str(site), str(mesure), UUID(photo) if photo else None),
            termine_le=termine,
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return replace(passage, note=texte, termine_le=None)


def note_of(passage: Passage) -> str:
    """Return what the file keeps of a passage: each act with its answer, the wound, the words."""
    plaie = passage.plaie
    lignes = [
        f"{acte.libelle}\u00a0: {acte.etat.value}" + (f" ({acte.motif})" if acte.motif else "")
        for acte in passage.actes
    ]
    if plaie.mesure.strip():
        lieu = f"Plaie, {plaie.site.strip()}" if plaie.site.strip() else "Plaie"
        lignes.append(f"{lieu}\u00a0: {parse_dimensions(plaie.mesure)}")
    return "\n".join(filter(None, ("\n".join(lignes), passage.note.strip())))
