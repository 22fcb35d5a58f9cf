"""An office of two practitioners and a week of appointments, kept in memory as the port promises."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from ambroise.domain.agenda import CreneauLibre, EtatRendezVous, RendezVous
from ambroise.domain.horaires import day_bounds
from ambroise.domain.identite import StatutIdentite
from ambroise.domain.patient import Patient
from ambroise.domain.reglage_agenda import TYPES_PROPOSES, HorairesLieu, ReglageAgenda
from ambroise.ui.agenda.ports import AgendaCharge, ColonneAgenda
from ambroise.ui.journee.place import Recherche
from ambroise.ui.journee.ports import RendezVousDuJour
from ambroise.usecases.agenda import NouveauRendezVous
from ambroise.usecases.agendas import Agenda, make_day
from ambroise.usecases.edition_agenda import Edition
from ambroise.usecases.errors import AmbroiseError, CreneauOccupe, SalleOccupee
from ambroise.usecases.import_agenda import ApercuImport, BilanAgenda, LigneImport, Sort
from ambroise.usecases.ports import ResultatPatient
from ambroise.usecases.suite_agenda import Deplace, changes
from tests.fakes import ecrans as e

MOI, COLLEGUE, VIDE = "899900063480", "899900063498", "vide"
AGENDAS = (
    Agenda(MOI, "Dr LIBRE Max", is_mien=True),
    Agenda(COLLEGUE, "Dr TRAL Ademis"),
    Agenda(VIDE, "Dr NOUVEAU Paul"),
)
HORAIRES = {
    MOI: (
        HorairesLieu("Cabinet", "lun-mer 8:30-12:30 14:00-18:30; jeu 8:30-12:30; ven 8:30-12:30 14:00-18:00"),
        HorairesLieu("Maison de santé", "jeu 14:00-18:00"),
    ),
    COLLEGUE: (HorairesLieu("Cabinet", "lun-jeu 9:00-12:00 14:00-19:00"),),
    VIDE: (),
}
E = EtatRendezVous


def rdv(
    jour: date,
    heure: tuple[int, int],
    de: Patient | None,
    motif: str = "Suivi",
    type_: str = "consultation",
    minutes: int = 20,
    etat: EtatRendezVous = E.ATTENDU,
    praticien: str = MOI,
    **autres: object,
) -> RendezVous:
    """Return an appointment of the fakes, its identifier told by its hour."""
    debut = e.local(*heure, jour)
    fin = debut + timedelta(minutes=minutes)
    id_ = e.ident(f"agenda {praticien} {debut.isoformat()} {motif}")
    valeurs = {"type": type_, "praticien": praticien, **autres}
    return RendezVous(id_, debut, fin, motif, de.id if de else None, etat, **valeurs)  # type: ignore[arg-type]


_LUN, _MAR, _MER, _JEU, _VEN = (e.JOUR + timedelta(days=n) for n in range(-3, 2))
_SERIE = e.ident("serie")
SEMAINE = (
    rdv(_LUN, (8, 30), e.HERMANN, "Suivi d’hypertension", etat=E.VU),
    rdv(_LUN, (9, 0), e.CORSE, "Certificat de sport", "court", 15, E.A_FACTURER),
    rdv(_LUN, (9, 15), e.TCHITCHI, "Renouvellement", "court", 15, E.VU),
    rdv(_LUN, (10, 0), e.NESSI_R, "Première consultation", "long", 45, E.VU),
    rdv(_LUN, (11, 0), e.PATTROIS, "Résultats de biologie", etat=E.ABSENT),
    rdv(_LUN, (14, 0), e.HOUILLES, "Lombalgie", etat=E.VU),
    rdv(_LUN, (15, 0), e.ADRTROIS, "Suivi de diabète", minutes=30, etat=E.VU),
    rdv(_MAR, (9, 0), e.DE_VINCI, "Asthme, suivi", "video", 15, E.VU, teleconsultation=True),
    rdv(_MAR, (9, 30), e.HOUILLES, "Pansement", "visite", 30, E.VU, serie=_SERIE),
    rdv(_MAR, (14, 0), None, "Réunion de la maison de santé", "", 90),
    rdv(_MAR, (16, 0), e.CORSE, "Suivi", etat=E.VU),
    rdv(_MER, (8, 30), e.NESSI_M, "Vaccination", "court", 15, E.VU),
    rdv(_MER, (9, 30), e.HOUILLES, "Pansement", "visite", 30, E.VU, serie=_SERIE),
    rdv(_MER, (10, 30), e.DARTAGNAN, "Premier rendez-vous", "long", 30, E.VU),
    rdv(_JEU, (8, 30), e.HERMANN, "Suivi d’hypertension", etat=E.VU),
    rdv(_JEU, (9, 0), e.CORSE, "Certificat de sport", "court", 15, E.A_FACTURER),
    rdv(_JEU, (9, 30), e.HOUILLES, "Pansement", "visite", 30, E.VU, serie=_SERIE),
    rdv(_JEU, (10, 15), e.PATTROIS, "Résultats de biologie", etat=E.VU),
    rdv(_JEU, (11, 0), e.ADRUN, "Toux fébrile, renouvellement", minutes=20, etat=E.EN_CONSULTATION),
    rdv(_JEU, (11, 20), e.TCHITCHI, "Renouvellement", "court", 15, E.EN_SALLE),
    rdv(_JEU, (11, 35), e.NESSI_M, "Vaccination, avec sa mère", "court", 15, E.EN_SALLE),
    rdv(_JEU, (12, 0), e.NESSI_R, "Résultats de mammographie"),
    rdv(_JEU, (14, 0), e.ADRTROIS, "Suivi de diabète", minutes=30, lieu="Maison de santé"),
    rdv(_JEU, (14, 30), e.DARTAGNAN, "Première consultation", "long", 30, lieu="Maison de santé"),
    rdv(_JEU, (15, 30), e.DE_VINCI, "Asthme, suivi", "video", 15, teleconsultation=True),
    rdv(_JEU, (9, 0), e.DE_VINCI, "Suivi", etat=E.VU, praticien=COLLEGUE),
    rdv(_JEU, (10, 0), e.ECETINSI, "Certificat", "court", 15, E.VU, COLLEGUE),
    rdv(_JEU, (11, 15), e.HERMANN, "Entorse", minutes=30, praticien=COLLEGUE),
    rdv(_JEU, (14, 45), e.DARTAGNAN, "Infiltration", minutes=30, praticien=COLLEGUE),
    rdv(_JEU, (16, 0), None, "Visites à domicile", "", 120, praticien=COLLEGUE),
    rdv(_VEN, (9, 30), e.HOUILLES, "Pansement", "visite", 30, serie=_SERIE),
    rdv(_VEN, (10, 30), e.TCHITCHI, "Suivi"),
    rdv(_VEN, (10, 40), e.PATTROIS, "Ajout d’un autre logiciel", "court", 15),
)
PATIENTS = {p.id: p for p in vars(e).values() if isinstance(p, Patient)}


class FauxAgenda:
    """``PortAgenda``; a time is never held twice by what is written here."""

    def __init__(self, rendez_vous: Sequence[RendezVous] = SEMAINE) -> None:
        self.tenus = {r.id: r for r in rendez_vous}
        self.cabinet = ReglageAgenda(types=TYPES_PROPOSES, lieux=("Cabinet", "Maison de santé"), version=1)
        self.horaires = {qui: ReglageAgenda(qui, horaires=h) for qui, h in HORAIRES.items()}
        self.panne: Exception | None = None
        self.lus: list[tuple[tuple[date, ...], tuple[str, ...]]] = []
        self.apercu = ApercuImport(MOI)
        self.voulus: list[Recherche] = []
        self.ecrits: list[tuple[Path, date, date, str, bool]] = []

    def read(self, jours: Sequence[date], praticiens: Sequence[str]) -> AgendaCharge:
        self.lus.append((tuple(jours), tuple(praticiens)))
        voulus = [a for a in AGENDAS if a.praticien in (praticiens or (MOI,))]
        colonnes = tuple(self._column(agenda, jour) for jour in jours for agenda in voulus)
        return AgendaCharge(AGENDAS, self.cabinet, colonnes)

    def search(self, texte: str) -> Sequence[ResultatPatient]:
        naissance = e.ADRUN.identite.traits.date_naissance
        return [ResultatPatient(e.ADRUN.id, "ADRUN", "", "ZOE", naissance, "F", StatutIdentite.QUALIFIEE)]

    def give(self, nouveau: NouveauRendezVous) -> Sequence[UUID]:
        id_ = e.ident(f"donné {nouveau.debut.isoformat()}")
        ecrit = RendezVous(
            id_, nouveau.debut, nouveau.fin, nouveau.motif, nouveau.patient_id, praticien=nouveau.praticien
        )
        complet = replace(ecrit, lieu=nouveau.lieu, type=nouveau.type, notes=nouveau.notes)
        self._write(complet, malgre=nouveau.malgre_salle)
        return (id_,)

    def move(
        self, vu: RendezVous, debut: datetime, fin: datetime, praticien: str, *, malgre_salle: bool = False
    ) -> RendezVous:
        if self.panne is not None:
            raise self.panne
        return self._write(replace(vu, debut=debut, fin=fin, praticien=praticien), malgre=malgre_salle)

    def edit(self, demande: Edition) -> Sequence[Deplace]:
        if self.panne is not None:
            panne, self.panne = self.panne, None
            raise panne
        modele = Deplace(demande.vu, demande.voulu)
        if not changes(demande.vu, demande.voulu):
            return ()
        suite = self._rest(modele) if demande.suite else ()
        prevus = [modele, *suite]
        ordre = reversed(prevus) if demande.voulu.debut > demande.vu.debut else prevus
        ecrits = [Deplace(p.avant, self._write(p.apres, malgre=demande.malgre_salle)) for p in ordre]
        return sorted(ecrits, key=lambda d: d.avant.debut)

    def set_etat(self, rendez_vous_id: UUID, etat: EtatRendezVous, *, malgre_salle: bool = False) -> None:
        self._write(replace(self.tenus[rendez_vous_id], etat=etat))

    def cancel(self, ids: Sequence[UUID]) -> None:
        for id_ in ids:
            self.set_etat(id_, E.ANNULE)

    def restore(self, ids: Sequence[UUID], *, malgre_salle: bool = False) -> None:
        for id_ in ids:
            self.set_etat(id_, E.ATTENDU)

    def following(self, rendez_vous_id: UUID) -> Sequence[UUID]:
        vu = self.tenus[rendez_vous_id]
        return [r.id for r in self.tenus.values() if r.serie == vu.serie and r.debut >= vu.debut]

    def move_following(self, modele: Deplace, *, malgre_salle: bool = False) -> Sequence[Deplace]:
        return [Deplace(p.avant, self._write(p.apres, malgre=malgre_salle)) for p in self._rest(modele)]

    def _rest(self, modele: Deplace) -> Sequence[Deplace]:
        ecart = modele.apres.debut - modele.avant.debut
        suite = [self.tenus[id_] for id_ in self.following(modele.apres.id) if id_ != modele.apres.id]
        return [Deplace(r, replace(r, debut=r.debut + ecart, fin=r.fin + ecart)) for r in suite]

    def put_back(self, deplaces: Sequence[Deplace]) -> None:
        for deplace in deplaces:
            self._write(deplace.avant)

    def next_free(self, voulu: Recherche) -> CreneauLibre:
        self.voulus.append(voulu)
        if voulu.praticien == VIDE:
            raise AmbroiseError("Les heures d’ouverture ne sont pas écrites.", remede="Écrivez-les.")
        return CreneauLibre(e.local(17), e.local(17) + voulu.duree, voulu.lieu or "Maison de santé")

    def block(self, du: date, au: date, motif: str, praticien: str) -> UUID:
        debut, fin = day_bounds(du)[0], day_bounds(au)[1]
        conge = RendezVous(e.ident(f"congé {du}"), debut, fin, motif or "Absence", praticien=praticien or MOI)
        return self._write(conge).id

    def reglage(self, praticien: str) -> ReglageAgenda:
        return self.horaires[praticien] if praticien else self.cabinet

    def save_reglage(self, reglage: ReglageAgenda) -> ReglageAgenda:
        if reglage.praticien:
            self.horaires[reglage.praticien] = reglage
        else:
            self.cabinet = reglage
        return reglage

    def preview(self, chemin: Path, praticien: str) -> ApercuImport:
        self.apercu = ApercuImport(praticien, LIGNES)
        return self.apercu

    def bring_in(self, apercu: ApercuImport) -> BilanAgenda:
        crees = [li.rendez_vous for li in apercu.lignes if li.sort is Sort.NOUVEAU and li.rendez_vous]
        for cree in crees:
            self._write(cree)
        return BilanAgenda(len(crees), conflits=(SEMAINE[0],))

    def write_out(self, chemin: Path, du: date, au: date, praticien: str, *, noms: bool) -> int:
        self.ecrits.append((chemin, du, au, praticien, noms))
        return len(self.tenus)

    def print_day(self, jour: date, praticiens: Sequence[str]) -> bytes:
        return b"%PDF"

    def _write(self, voulu: RendezVous, *, malgre: bool = True) -> RendezVous:
        tenus = () if voulu.is_libre else [r for r in self.tenus.values() if not r.is_libre]
        for autre in tenus:
            if autre.id == voulu.id or not (autre.debut < voulu.fin and voulu.debut < autre.fin):
                continue
            if autre.praticien == voulu.praticien:
                raise CreneauOccupe("Un autre rendez-vous occupe déjà ce créneau.")
            if not malgre and voulu.lieu in self.cabinet.salles and voulu.lieu == autre.lieu:
                raise SalleOccupee(f"« {voulu.lieu} » est déjà prise.")
        self.tenus[voulu.id] = voulu
        return voulu

    def _column(self, agenda: Agenda, jour: date) -> ColonneAgenda:
        debut, fin = day_bounds(jour)
        du_jour = [
            r for r in self.tenus.values() if r.debut < fin and r.fin > debut and r.etat is not E.ANNULE
        ]
        lu = make_day(agenda, jour, du_jour, self.horaires[agenda.praticien].horaires, self.cabinet.salles)
        noms = {r.id: PATIENTS.get(r.patient_id) if r.patient_id else None for r in lu.rendez_vous}
        return ColonneAgenda(lu, tuple(RendezVousDuJour(r, noms[r.id]) for r in lu.rendez_vous))


LIGNES = (
    LigneImport(
        Sort.REFUSE, "Réunion", raison="Son fuseau horaire est inconnu\u00a0: «\u00a0Nulle/Part\u00a0»."
    ),
    LigneImport(Sort.CONFLIT, "Staff", rdv(_JEU, (9, 0), None, "Staff", ""), "Déjà pris de 09:00 à 09:15"),
    LigneImport(Sort.NOUVEAU, "Formation", rdv(_VEN, (16, 0), None, "Formation", "", 60)),
    LigneImport(Sort.INCHANGE, "Garde", rdv(_VEN, (11, 0), None, "Garde", "")),
)
