"""The tour of the day: appointments with the acts of the signed nurse orders, kept here first."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from ambroise.domain.agenda import EtatRendezVous, RendezVous
from ambroise.domain.audit import ActionAudit
from ambroise.domain.constantes_saisie import parse_constantes
from ambroise.domain.dossier import Allergie, Constante
from ambroise.domain.entrees import MesurePlaie
from ambroise.domain.ordonnance import Ordonnance, StatutOrdonnance, TypeOrdonnance
from ambroise.domain.patient import Patient
from ambroise.domain.plaie import PlaieSaisie, parse_dimensions, same_site
from ambroise.domain.produit_prescrit import ActePrescrit
from ambroise.domain.tournee import ActeSoin, EtatActe, Passage
from ambroise.domain.traitement import end_of
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.depot_document import deposit_document
from ambroise.usecases.garde import DossierRestreint
from ambroise.usecases.patients import PatientService
from ambroise.usecases.ports import UnitOfWork
from ambroise.usecases.sessions import SessionService


@dataclass(frozen=True)
class PassagePrevu:
    """A home of the tour with the file of who lives there."""

    passage: Passage
    patient: Patient
    allergies: tuple[Allergie, ...] = ()
    constantes: tuple[Constante, ...] = ()
    plaies: tuple[MesurePlaie, ...] = ()
    """The wounds measured before, the latest first."""

    def plaie_avant(self, site: str) -> MesurePlaie | None:
        """Return the last measure of a wound; of any wound when no site is told yet."""
        vues = (p for p in self.plaies if p.dimensions is not None)
        return next((p for p in vues if not site.strip() or same_site(p.site, site)), None)


class TourneeService:
    """Acts of the nurse on the tour; a passage is a draft until it is finished.

    Args:
        read_photo: returns the JPEG of a picture on the disk, ready for a file.
    """

    def __init__(
        self,
        contexte: Contexte,
        session: SessionService,
        patients: PatientService,
        read_photo: Callable[[Path], bytes],
    ) -> None:
        self._read_photo = read_photo
        self._contexte = contexte
        self._session = session
        self._patients = patients

    def load(self, jour: date) -> tuple[PassagePrevu, ...]:
        """Return the homes of a day in the order of their hours, with what was already ticked.

        Raises:
            SessionFermee: nobody is logged in.
        """
        debut = datetime.combine(jour, time()).astimezone()
        with self._contexte.uow() as uow:
            rendez_vous = uow.rendez_vous.list(debut, debut + timedelta(days=1), self._session.auteur)
            prevus = tuple(
                self._prevu(uow, r)
                for r in rendez_vous
                if r.patient_id is not None and r.etat is not EtatRendezVous.ANNULE
            )
            for prevu in prevus:
                self._trace(uow, ActionAudit.LECTURE, "tournée", prevu.patient.id)
            uow.commit()
        return tuple(sorted(prevus, key=lambda p: p.passage.prevu_le))

    def keep(self, passage: Passage) -> datetime:
        """Keep what was ticked and typed, and return the instant to show."""
        maintenant = self._contexte.horloge()
        with self._contexte.uow() as uow:
            uow.brouillons.save(_cle(passage.id), _to_text(passage), maintenant)
            uow.commit()
        return maintenant

    def finish(self, passage: Passage) -> None:
        """Write the passage to the file in one transaction: acts, measures, note, wound; the appointment is
        seen.  A passage already written is left as it is.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such patient or appointment.
            ValueError: the dimensions of the wound are not understood.
        """
        plaie = self._measure(passage)
        mesures = tuple((m.type, m.valeur) for m in parse_constantes(passage.constantes).mesures)
        with self._contexte.uow() as uow:
            garde = uow.brouillons.get(_cle(passage.id))
            if garde is not None and _restored(passage, garde[0]).is_termine:
                return
            rendez_vous = uow.rendez_vous.get(passage.id)
            self._patients.write_consultation(
                uow,
                passage.patient_id,
                motif="Passage à domicile",
                note=_note(passage),
                constantes=mesures,
                debut=passage.prevu_le,
            )
            if plaie is not None:
                uow.entrees.save(plaie)
                self._trace(uow, ActionAudit.CREATION, f"MesurePlaie {plaie.id}", passage.patient_id)
            uow.rendez_vous.save(replace(rendez_vous, etat=EtatRendezVous.VU))
            uow.brouillons.save(_cle(passage.id), _to_text(passage), self._contexte.horloge())
            uow.commit()

    def add_photo(self, passage: Passage, chemin: Path) -> Passage:
        """File the photograph of a wound at once, and return the passage that shows it.

        Raises:
            SessionFermee: nobody is logged in.
            Introuvable: no such patient.
            ReponseInvalide, NonPrisEnCharge: not a picture that can be kept.
        """
        contenu = self._read_photo(chemin)
        site = passage.plaie.site.strip()
        document = deposit_document(
            self._contexte,
            passage.patient_id,
            titre=", ".join(filter(None, ("Photo de plaie", site))),
            type_mime="image/jpeg",
            contenu=contenu,
            auteur=self._session.auteur,
        )
        montre = replace(passage, plaie=replace(passage.plaie, photo=document.id))
        self.keep(montre)
        return montre

    def _measure(self, passage: Passage) -> MesurePlaie | None:
        plaie = passage.plaie
        if plaie.is_vide:
            return None
        mesure = parse_dimensions(plaie.mesure) if plaie.mesure.strip() else None
        return MesurePlaie(
            self._contexte.new_id(),
            passage.patient_id,
            plaie.site.strip(),
            self._contexte.horloge().astimezone().date(),
            mesure.longueur if mesure else None,
            mesure.largeur if mesure else None,
            plaie.photo,
        )

    def _prevu(self, uow: UnitOfWork, rendez_vous: RendezVous) -> PassagePrevu:
        assert rendez_vous.patient_id is not None
        patient = uow.patients.get(rendez_vous.patient_id)
        jour = rendez_vous.debut.astimezone().date()
        signees, allergies, constantes, plaies = _clinique(uow, patient.id)
        ordonnances = _nurse_orders(signees, jour)
        actes = _acts(ordonnances) or (ActeSoin(rendez_vous.id, rendez_vous.motif or "Passage"),)
        ligne = patient.coordonnees
        adresse = ", ".join(filter(None, (ligne.adresse, f"{ligne.code_postal} {ligne.commune}".strip())))
        passage = Passage(
            rendez_vous.id,
            patient.id,
            rendez_vous.debut,
            adresse or "Adresse non renseignée",
            actes,
            ordonnance=f"ordonnance du {ordonnances[0].date:%d/%m/%Y}" if ordonnances else "",
        )
        garde = uow.brouillons.get(_cle(rendez_vous.id))
        if garde is not None:
            passage = _restored(passage, garde[0])
        return PassagePrevu(
            passage,
            patient,
            allergies,
            constantes,
            plaies,
        )

    def _trace(self, uow: UnitOfWork, action: ActionAudit, objet: str, patient_id: UUID) -> None:
        self._contexte.trace(uow, self._session.auteur, action, objet, patient_id=patient_id)


def _cle(passage_id: UUID) -> str:
    return f"passage/{passage_id}"


def _clinique(
    uow: UnitOfWork, patient_id: UUID
) -> tuple[tuple[Ordonnance, ...], tuple[Allergie, ...], tuple[Constante, ...], tuple[MesurePlaie, ...]]:
    """Read what a visit needs; one file kept to others leaves the rest of the tour readable."""
    try:
        return (
            tuple(uow.ordonnances.list(patient_id)),
            tuple(uow.dossiers.allergies(patient_id)),
            tuple(uow.dossiers.constantes(patient_id)),
            tuple(uow.entrees.list(MesurePlaie, patient_id)),
        )
    except DossierRestreint:
        return (), (), (), ()


def _nurse_orders(ordonnances: tuple[Ordonnance, ...], jour: date) -> tuple[Ordonnance, ...]:
    """Return the signed nurse orders that run on a day, the latest first."""
    valides = [
        o
        for o in ordonnances
        if o.type is TypeOrdonnance.SOINS_INFIRMIERS
        and o.statut is StatutOrdonnance.SIGNEE
        and o.date <= jour
        and any(
            (fin := end_of(ligne, ligne.date_debut or o.date)) is None or fin >= jour for ligne in o.lignes
        )
    ]
    return tuple(sorted(valides, key=lambda o: o.date, reverse=True))


def _acts(ordonnances: tuple[Ordonnance, ...]) -> tuple[ActeSoin, ...]:
    actes = []
    for ordonnance in ordonnances:
        for ligne in ordonnance.lignes:
            precision = ligne.produit.frequence if isinstance(ligne.produit, ActePrescrit) else ""
            actes.append(ActeSoin(ligne.id, ligne.libelle, precision))
    return tuple(actes)


def _to_text(passage: Passage) -> str:
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


def _restored(passage: Passage, texte: str) -> Passage:
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


def _note(passage: Passage) -> str:
    plaie = passage.plaie
    lignes = [
        f"{acte.libelle} : {acte.etat.value}" + (f" ({acte.motif})" if acte.motif else "")
        for acte in passage.actes
    ]
    if plaie.mesure.strip():
        lieu = f"Plaie, {plaie.site.strip()}" if plaie.site.strip() else "Plaie"
        lignes.append(f"{lieu}\u00a0: {parse_dimensions(plaie.mesure)}")
    return "\n".join(filter(None, ("\n".join(lignes), passage.note.strip())))
