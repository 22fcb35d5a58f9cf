"""Invent a whole practice, the same for the same seed: fictive patients and years of plausible activity.

Every identity bears the attribute *fictive*: it can never be sent to INSi nor qualified.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from ambroise.domain.audit import ActionAudit
from ambroise.domain.dossier import (
    Allergie,
    Constante,
    Consultation,
    Document,
    GraviteAllergie,
    TypeConstante,
    TypeDocument,
)
from ambroise.domain.entrees import Antecedent, AucuneAllergieConnue, Entree, Probleme, Vaccination
from ambroise.domain.identite import AttributIdentite, Identite, Sexe, TraitsIdentite
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import ConsentementConsultation, Ordonnance, Prescripteur
from ambroise.domain.patient import Coordonnees, Patient
from ambroise.domain.posologie import Dose, Duree, EtapePosologie, Posologie, Rythme, UnitePrise, UniteTemps
from ambroise.domain.produit_prescrit import SpecialitePrescrite
from ambroise.usecases.contexte import Contexte
from ambroise.usecases.maladies_fictives import (
    AIGUES,
    ALLERGIES,
    ANTECEDENTS,
    CHRONIQUES,
    VACCINS,
    Maladie,
)
from ambroise.usecases.noms_fictifs import (
    COMMUNES,
    DEBUTS,
    FINS,
    MILIEUX,
    NOMS,
    PRENOMS_FEMININS,
    PRENOMS_MASCULINS,
)
from ambroise.usecases.stockage import empreinte

FIN = date(2026, 6, 30)
"""Last day of the activity unless another is asked: the same seed must give the same practice any day."""
LOT = 500
AUTEUR = "generation"
_MEDECIN = Prescripteur("99700366240", "LIBRE", "Max")
_COMPRIME = UnitePrise("comprimé", "comprimés")


@dataclass(frozen=True)
class BilanGeneration:
    """How much was invented."""

    patients: int = 0
    consultations: int = 0
    ordonnances: int = 0
    documents: int = 0


@dataclass
class _Lot:
    patients: list[Patient] = field(default_factory=list)
    consultations: list[Consultation] = field(default_factory=list)
    ordonnances: list[Ordonnance] = field(default_factory=list)
    entrees: list[Entree] = field(default_factory=list)
    allergies: list[Allergie] = field(default_factory=list)
    documents: list[tuple[Document, bytes]] = field(default_factory=list)


def generate_practice(
    contexte: Contexte,
    patients: int,
    *,
    graine: int = 1,
    annees: float = 3,
    fin: date = FIN,
    progress: Callable[[int], bool] = lambda _faits: True,
) -> BilanGeneration:
    """Invent patients and their activity into the store, by batches; ``progress`` returns False to stop."""
    inventeur = Inventeur(graine, fin, annees)
    total = BilanGeneration()
    while total.patients < patients:
        lot = inventeur.make_lot(min(LOT, patients - total.patients))
        with contexte.uow() as uow:
            uow.masse.add_patients(lot.patients)
            uow.masse.add_consultations(lot.consultations)
            uow.masse.add_ordonnances(lot.ordonnances)
            uow.masse.add_entrees(lot.entrees)
            uow.masse.add_allergies(lot.allergies)
            uow.masse.add_documents(lot.documents)
            contexte.trace(uow, AUTEUR, ActionAudit.CREATION, f"{len(lot.patients)} patients fictifs")
            uow.commit()
        total = BilanGeneration(
            total.patients + len(lot.patients),
            total.consultations + len(lot.consultations),
            total.ordonnances + len(lot.ordonnances),
            total.documents + len(lot.documents),
        )
        if not progress(total.patients):
            break
    return total


class Inventeur:
    """Draws people and their lives from one seed."""

    def __init__(self, graine: int, fin: date, annees: float) -> None:
        self._hasard = random.Random(graine)  # noqa: S311 - must be the same for the same seed
        self._fin = fin
        self._jours = int(annees * 365)

    def make_lot(self, combien: int) -> _Lot:
        """Return the next patients and all that happened to them."""
        lot = _Lot()
        for _ in range(combien):
            patient = self._patient()
            lot.patients.append(patient)
            if self._jours:
                self._live(patient, lot)
        return lot

    def _id(self, instant: datetime) -> UUID:
        valeur = int(instant.timestamp() * 1000) << 80 | 0x7 << 76 | self._hasard.getrandbits(12) << 64
        return UUID(int=valeur | 0b10 << 62 | self._hasard.getrandbits(62))

    def _name(self) -> str:
        h = self._hasard
        if h.random() < 0.45:
            return NOMS[int(len(NOMS) * h.random() ** 2)]
        nom = h.choice(DEBUTS) + h.choice(MILIEUX) + h.choice(FINS)
        return f"{nom}-{h.choice(NOMS)}" if h.random() < 0.04 else nom

    def _patient(self) -> Patient:
        h = self._hasard
        sexe = Sexe.FEMININ if h.random() < 0.52 else Sexe.MASCULIN
        prenoms = PRENOMS_FEMININS if sexe is Sexe.FEMININ else PRENOMS_MASCULINS
        naissance = self._fin - timedelta(
            days=int(min(102.0, max(0.0, h.gauss(44, 24))) * 365.25) + h.randrange(365)
        )
        commune, code_postal = h.choice(COMMUNES)
        traits = TraitsIdentite(
            self._name(), " ".join(h.sample(prenoms, h.choice((1, 2, 2, 3)))), sexe, naissance
        )
        utilise = self._name() if sexe is Sexe.FEMININ and h.random() < 0.35 else ""
        return Patient(
            id=self._id(datetime.combine(self._fin, time(8), UTC) - timedelta(days=self._jours)),
            identite=Identite(traits, utilise, attributs=frozenset({AttributIdentite.FICTIVE})),
            coordonnees=Coordonnees(
                telephone=f"0{h.choice('67')}{h.randrange(10**8):08d}",
                adresse=f"{h.randrange(1, 200)} rue des Essais",
                code_postal=code_postal,
                commune=commune,
            ),
        )

    def _live(self, patient: Patient, lot: _Lot) -> None:
        h, age = self._hasard, patient.identite.traits.age(self._fin)
        debut = self._fin - timedelta(days=self._jours)
        maladies = [m for m in CHRONIQUES if age >= m.age and h.random() < m.part]
        for maladie in maladies:
            depuis = debut - timedelta(days=h.randrange(3000))
            id_ = self._id(datetime.combine(debut, time(8), UTC))
            lot.entrees.append(
                Probleme(id_, patient.id, maladie.libelle, depuis, code_cim10=maladie.code_cim10)
            )
        self._background(patient, debut, lot)
        taille = Decimal(round(h.gauss(168, 9))) if age > 16 else None
        poids = Decimal(round(max(40.0, h.gauss(72, 13)) * 10)) / 10
        jour = debut + timedelta(days=h.randrange(240))
        while jour < self._fin:
            poids = max(Decimal(40), poids + Decimal(h.randrange(-15, 16)) / 10)
            self._consultation(patient, jour, maladies, taille, poids if age > 16 else None, lot)
            jour += timedelta(days=91 if maladies else 60 + int(h.expovariate(1 / 130)))

    def _background(self, patient: Patient, debut: date, lot: _Lot) -> None:
        h, le = self._hasard, datetime.combine(debut, time(8), UTC)
        if h.random() < 0.3:
            lot.entrees.append(Antecedent(self._id(le), patient.id, h.choice(ANTECEDENTS)))
        if h.random() < 0.12:
            libelle, reaction = h.choice(ALLERGIES)
            gravite = h.choice(tuple(GraviteAllergie))
            lot.allergies.append(
                Allergie(self._id(le), patient.id, libelle, le, reaction=reaction, gravite=gravite)
            )
        elif h.random() < 0.6:
            lot.entrees.append(AucuneAllergieConnue(self._id(le), patient.id, debut))
        if h.random() < 0.5:
            vaccin, valences = h.choice(VACCINS)
            quand = debut + timedelta(days=h.randrange(self._jours))
            lot.entrees.append(
                Vaccination(self._id(le), patient.id, vaccin, quand, valences, lot=f"L{h.randrange(10**5)}")
            )

    def _consultation(
        self,
        patient: Patient,
        jour: date,
        maladies: list[Maladie],
        taille: Decimal | None,
        poids: Decimal | None,
        lot: _Lot,
    ) -> None:
        h = self._hasard
        instant = datetime.combine(jour, time(h.randrange(7, 18), h.choice((0, 15, 30, 45))), UTC)
        motif, note = h.choice(AIGUES)
        mesures: list[tuple[TypeConstante, Decimal]] = []
        if poids:
            mesures += [(TypeConstante.POIDS, poids)]
            if taille and h.random() < 0.2:
                mesures += [(TypeConstante.TAILLE, taille)]
        if maladies:
            motif, note = (
                "Renouvellement",
                f"{maladies[0].libelle}\u00a0: équilibre satisfaisant. Traitement poursuivi.",
            )
            mesures += [
                (TypeConstante.TENSION_SYSTOLIQUE, Decimal(h.randrange(11, 16) * 10)),
                (TypeConstante.TENSION_DIASTOLIQUE, Decimal(h.randrange(6, 10) * 10)),
            ]
        constantes = tuple(Constante(self._id(instant), patient.id, t, v, instant) for t, v in mesures)
        consultation = Consultation(
            self._id(instant), patient.id, f"8{_MEDECIN.numero_rpps}", instant, motif, note, constantes
        )
        lot.consultations.append(consultation)
        if maladies:
            lot.ordonnances.append(self._ordonnance(patient, consultation, maladies))
        if h.random() < 0.1:
            lot.documents.append(self._document(patient, instant))

    def _ordonnance(
        self, patient: Patient, consultation: Consultation, maladies: list[Maladie]
    ) -> Ordonnance:
        instant = consultation.debut
        jour = Rythme(frequence=1, periode=Duree(Decimal(1), UniteTemps.JOUR))
        posologie = Posologie((EtapePosologie(dose=Dose(Decimal(1), _COMPRIME), rythme=jour),))
        lignes = tuple(
            LigneOrdonnance(
                self._id(instant),
                SpecialitePrescrite(m.code_cis, m.denomination, m.dci, unite=_COMPRIME),
                posologie,
                Duree(Decimal(3), UniteTemps.MOIS),
                boites=3,
            )
            for m in maladies
        )
        numero = "".join(self._hasard.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=18))
        return Ordonnance(
            self._id(instant),
            patient.id,
            _MEDECIN,
            instant.date(),
            lignes=lignes,
            consentement=ConsentementConsultation(instant.date(), opposition=False),
            consultation_id=consultation.id,
        ).sign(instant, numero)

    def _document(self, patient: Patient, instant: datetime) -> tuple[Document, bytes]:
        resultats = "\n".join(
            f"{nom}\u00a0: {self._hasard.uniform(bas, haut):.1f} {unite}"
            for nom, bas, haut, unite in (
                ("Hémoglobine", 11, 16, "g/dL"),
                ("Créatinine", 50, 110, "µmol/L"),
                ("Glycémie", 0.7, 1.4, "g/L"),
            )
        )
        octets = f"Laboratoire fictif, {instant:%d/%m/%Y}\n{resultats}\n".encode()
        document = Document(
            self._id(instant),
            patient.id,
            TypeDocument.AUTRE,
            f"Biologie du {instant:%d/%m/%Y}",
            "text/plain",
            empreinte(octets),
            len(octets),
            instant,
        )
        return document, octets
