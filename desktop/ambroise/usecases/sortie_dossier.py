"""A whole file on paper, or out in open formats: what it says, and the trace of its leaving."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import Constante, Consultation, TypeConstante
from ambroise.domain.entrees import (
    Ald,
    Antecedent,
    ArretTraitement,
    AucuneAllergieConnue,
    Courrier,
    MembreEquipe,
    Probleme,
    TraitementDeclare,
    Vaccination,
)
from ambroise.domain.ordonnance import Ordonnance, StatutOrdonnance
from ambroise.domain.patient import Patient
from ambroise.domain.posologie_texte import render_date
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.export_cabinet import BilanExport, Destination, export_patient
from ambroise.usecases.lecture_dossier import DossierComplet, read_dossier
from ambroise.usecases.sessions import SessionService

Partie = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class DossierImprime:
    """What the pages say: titles with their paragraphs."""

    patient: Patient
    parties: tuple[Partie, ...]
    instant: datetime


class SortieDossierService:
    """Paper and open formats, one file at a time.

    Args:
        to_json: turns domain values into JSON values.
    """

    def __init__(self, contexte: Contexte, session: SessionService, to_json: Callable[[Any], Any]) -> None:
        self._contexte = contexte
        self._session = session
        self._to_json = to_json

    def compose(self, patient_id: UUID) -> DossierImprime:
        """Read a file as it is printed; the reading is traced.

        Raises:
            SessionFermee, Introuvable, DroitInsuffisant.
        """
        dossier = read_dossier(self._contexte, patient_id, self._session.auteur)
        return DossierImprime(dossier.patient, compose_parts(dossier), self._contexte.horloge())

    def note_print(self, patient_id: UUID) -> None:
        """Trace that the pages go to a printer. Raises SessionFermee."""
        with self._contexte.uow() as uow:
            self._contexte.trace(
                uow, self._session.auteur, ActionAudit.IMPRESSION, "dossier", patient_id=patient_id
            )
            uow.commit()

    def export(self, patient_id: UUID, destination: Destination) -> BilanExport:
        """Write a file out in open formats with its manifest; the leaving is traced.

        Raises:
            SessionFermee, Introuvable, DroitInsuffisant.
        """
        return export_patient(self._contexte, patient_id, destination, self._to_json, self._session.auteur)


def compose_parts(dossier: DossierComplet) -> tuple[Partie, ...]:
    """Return the parts of a printed file that hold something, what matters most first."""
    entrees = [e for groupe in dossier.entrees.values() for e in groupe]
    aucune = any(isinstance(e, AucuneAllergieConnue) for e in entrees)
    allergies = [_words(a.libelle, a.reaction, f"gravité {a.gravite.value}") for a in dossier.allergies]
    parties: list[tuple[str, Iterable[str]]] = [
        ("Coordonnées", _contact(dossier.patient)),
        ("Allergies", allergies or ["Aucune connue." if aucune else "Non renseignées."]),
        ("Affections de longue durée", [_lasting(e) for e in entrees if isinstance(e, Ald)]),
        ("Problèmes suivis", [_lasting(e) for e in entrees if isinstance(e, Probleme)]),
        ("Antécédents", [_history(e) for e in entrees if isinstance(e, Antecedent)]),
        ("Traitements déclarés", [_lasting(e) for e in entrees if isinstance(e, TraitementDeclare)]),
        (
            "Traitements arrêtés",
            [
                _words(e.libelle, render_date(e.le), e.motif)
                for e in entrees
                if isinstance(e, ArretTraitement)
            ],
        ),
        ("Vaccinations", [_vaccine(e) for e in entrees if isinstance(e, Vaccination)]),
        (
            "Équipe de soins",
            [_words(e.nom, e.role, e.telephone) for e in entrees if isinstance(e, MembreEquipe)],
        ),
        ("Dernières constantes", _last_measures(dossier.constantes)),
        (
            "Ordonnances",
            [_order(o) for o in dossier.ordonnances if o.statut is not StatutOrdonnance.BROUILLON],
        ),
        *map(_encounter, dossier.consultations),
        ("Courriers", [mots for e in entrees if isinstance(e, Courrier) for mots in _letter(e)]),
        (
            "Documents",
            [_words(render_date(d.ajoute_le.astimezone().date()), d.titre) for d in dossier.documents],
        ),
    ]
    return tuple((titre, lignes) for titre, contenu in parties if (lignes := tuple(filter(None, contenu))))


def _words(*mots: str) -> str:
    return " · ".join(filter(None, mots))


def _contact(patient: Patient) -> list[str]:
    c = patient.coordonnees
    return [c.adresse, " ".join(filter(None, (c.code_postal, c.commune))), _words(c.telephone, c.email)]


def _lasting(entree: Ald | Probleme | TraitementDeclare) -> str:
    duree = f"depuis le {render_date(entree.debut)}"
    if entree.fin is not None:
        duree = f"du {render_date(entree.debut)} au {render_date(entree.fin)}"
    numero = f"n°\u00a0{entree.numero}" if isinstance(entree, Ald) and entree.numero else ""
    return _words(entree.libelle, numero, duree)


def _history(entree: Antecedent) -> str:
    lien = f"familial, {entree.lien}" if entree.lien else ""
    return _words(entree.libelle, lien, str(entree.depuis.year) if entree.depuis else "", entree.commentaire)


def _vaccine(entree: Vaccination) -> str:
    return _words(entree.vaccin, render_date(entree.le), f"lot {entree.lot}" if entree.lot else "")


def _last_measures(constantes: Iterable[Constante]) -> list[str]:
    dernieres: dict[TypeConstante, Constante] = {}
    for constante in sorted(constantes, key=lambda c: c.mesuree_le):
        dernieres[constante.type] = constante
    return [_measure(c, c.mesuree_le.astimezone().date()) for t in TypeConstante if (c := dernieres.get(t))]


def _measure(constante: Constante, le: date | None = None) -> str:
    valeur = f"{constante.type.libelle}\u00a0: {_number(constante.valeur)}\u00a0{constante.type.unite}"
    return _words(valeur, render_date(le) if le else "")


def _number(valeur: Decimal) -> str:
    return f"{valeur.normalize():f}".replace(".", ",")


def _order(ordonnance: Ordonnance) -> str:
    lignes = ", ".join(ligne.libelle for ligne in ordonnance.lignes)
    statut = "" if ordonnance.statut is StatutOrdonnance.SIGNEE else ordonnance.statut.value
    return _words(render_date(ordonnance.date), lignes, statut)


def _encounter(consultation: Consultation) -> tuple[str, list[str]]:
    jour = render_date(consultation.debut.astimezone().date())
    mesures = ", ".join(_measure(c) for c in consultation.constantes)
    note = consultation.note.splitlines() or ["Aucune note."]
    return _words(f"Consultation du {jour}", consultation.motif), [mesures, *note]


def _letter(courrier: Courrier) -> list[str]:
    return [
        _words(render_date(courrier.le), courrier.destinataire, courrier.objet),
        *courrier.corps.splitlines(),
    ]
