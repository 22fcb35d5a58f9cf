"""An order being written for the published test patient ADRUN, with an interaction to answer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from ambroise.domain.alerte import Alerte, Controle, Controles, NiveauAlerte, NonControle, TypeAlerte
from ambroise.domain.avis_medicament import AvisMedicament
from ambroise.domain.dossier import Document, TypeDocument
from ambroise.domain.libelle_acte import LibelleActe
from ambroise.domain.liens_medicament import fiche_publique
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.medicament import DenominationCommune
from ambroise.domain.ordonnance import Ordonnance
from ambroise.domain.posologie import Duree, Moment, Posologie, UniteTemps
from ambroise.domain.posologie_brouillon import PosologieIllisible
from ambroise.domain.posologie_saisie import parse_posologie
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.produit_prescrit import DenominationPrescrite, Produit, SpecialitePrescrite
from ambroise.domain.professionnel import (
    Profession,
    Professionnel,
    SessionProfessionnel,
    SituationExercice,
    Structure,
)
from ambroise.domain.type_ordonnance import TypeOrdonnance
from ambroise.referentiels.libelles import read_libelles
from ambroise.ui.ordonnances.ports import PosologieLue, PropositionMedicament
from ambroise.ui.ordonnances.screen import OrdonnanceScreen
from ambroise.ui.ordonnances.state import EtatOrdonnance, Mesure
from ambroise.ui.screen import Context
from ambroise.usecases.envois_ordonnance import Destinataires
from ambroise.usecases.errors import Introuvable
from ambroise.usecases.ordonnances import OrdonnanceSignee
from ambroise.usecases.ports_actes import ActeSigne
from ambroise.usecases.renouvellement import Renouvellement, renew
from tests.fakes import dossier as d
from tests.fakes import ecrans as e

CLARITHROMYCINE = LigneOrdonnance(
    e.ident("clarithromycine"),
    SpecialitePrescrite("60000005", "CLARITHROMYCINE 500 mg, comprimé", "", "comprimé", unite=d.COMPRIME),
    d.posologie(Moment.MATIN, Moment.SOIR),
    Duree(Decimal(7), UniteTemps.JOUR),
)

INTERACTION = Alerte(
    "ci-clarithromycine-simvastatine",
    NiveauAlerte.CONTRE_INDICATION,
    TypeAlerte.INTERACTION,
    (3, 4),
    "Risque majoré de rhabdomyolyse.",
    "La clarithromycine freine l’élimination de la simvastatine.",
    "",
    "ANSM, thésaurus",
    "octobre 2020",
    titre="Clarithromycine et simvastatine",
)

CONTROLES = Controles(
    (
        INTERACTION,
        Alerte(
            "rein",
            NiveauAlerte.PRECAUTION,
            TypeAlerte.INTERACTION,
            (2,),
            "Ramipril et fonction rénale",
            "",
            "Surveiller la créatinine et le potassium.",
            "ANSM, thésaurus",
            "octobre 2020",
        ),
    ),
    (
        NonControle("doses maximales", (), "la base publique ne les contient pas."),
        NonControle("grossesse", (), "non renseignée au dossier."),
    ),
    (Controle("allergies", "aucune"), Controle("doublons", "aucun"), Controle("âge", "adulte")),
)


def renewed(ligne: LigneOrdonnance) -> LigneOrdonnance:
    """Return a line renewed."""
    return replace(ligne, id=e.ident(f"renouvelle {ligne.id}"), ligne_renouvelee=ligne.id)


LIGNES = (renewed(d.METFORMINE), renewed(d.RAMIPRIL), renewed(d.SIMVASTATINE), CLARITHROMYCINE)

ORDONNANCE = Ordonnance(e.ident("brouillon"), e.ADRUN.id, d.LIBRE, e.JOUR, lignes=LIGNES, bizone=True)

DOLIPRANES = tuple(
    PropositionMedicament(
        SpecialitePrescrite(
            f"6023410{n}", f"DOLIPRANE 1000 mg, {forme}", "PARACÉTAMOL 1000 mg", unite=d.COMPRIME
        ),
        "DOLIPRANE 1000 mg",
        forme,
        "2 boîtes de 8",
        Decimal("4.36"),
        taux=65,
        termes=("doliprane", "1000"),
        etiquettes=("Tension",) if n == 3 else (),
    )
    for n, forme in enumerate(
        ("comprimé", "comprimé effervescent sécable", "gélule", "poudre pour solution buvable")
    )
)


def phrase(posologie: Posologie | None) -> str:
    """Return a sentence, enough for a screen."""
    return d.describe(posologie) if posologie is not None else ""


def etat() -> EtatOrdonnance:
    """Return the order with its alert to answer."""
    return EtatOrdonnance(
        ORDONNANCE,
        d.DOSSIER,
        e.JOUR,
        lambda ligne: phrase(ligne.posologie),
        lambda ligne: Mesure(ligne.boites or 1, Decimal("12.34"), f"{ligne.boites or 1} boîtes de 30"),
        CONTROLES,
    )


def screen(context: Context) -> OrdonnanceScreen:
    """Return the screen showing that order."""
    result = OrdonnanceScreen(context)
    result.show_etat(etat())
    return result


class FakePrescription:
    """A small base: DOLIPRANE and clarithromycin, one interaction, posologies by their shorthand."""

    edition = "Base du 26 mai 2026"

    def __init__(self) -> None:
        self.controlees: list[Ordonnance] = []
        self.avis: dict[str, AvisMedicament] = {}

    def libelles(self, type_: TypeOrdonnance) -> Sequence[LibelleActe]:
        return read_libelles().get(type_, ())

    def search(self, texte: str, limite: int = 20) -> Sequence[PropositionMedicament]:
        if "clari" in texte.lower():
            return [PropositionMedicament(CLARITHROMYCINE.produit, "CLARITHROMYCINE 500 mg", "comprimé")]
        return DOLIPRANES if any(nom in texte.lower() for nom in ("doli", "parac")) else ()

    def read_avis(self, produit: Produit) -> AvisMedicament:
        return self.avis.get(getattr(produit, "code_cis", ""), AvisMedicament())

    def find_fiche(self, produit: Produit) -> str:
        return fiche_publique(getattr(produit, "code_cis", ""))

    def to_denomination(self, ligne: LigneOrdonnance) -> LigneOrdonnance:
        if "DOLIPRANE" not in ligne.libelle:
            raise Introuvable("La base n’a pas de dénomination commune pour ce produit.")
        commune = DenominationCommune("p1000", "PARACÉTAMOL 1000 mg, comprimé", (), "comprimé")
        return replace(ligne, produit=DenominationPrescrite(commune, d.COMPRIME))

    def read_posologie(self, texte: str, produit: Produit | None = None) -> PosologieLue | None:
        try:
            lue = parse_posologie(texte, getattr(produit, "unite", None))
        except PosologieIllisible:
            return None
        return PosologieLue(lue, render_posologie(lue))

    def explain_posologie(self, texte: str, produit: Produit | None = None) -> str:
        try:
            parse_posologie(texte, getattr(produit, "unite", None))
        except PosologieIllisible as erreur:
            return str(erreur)
        return ""

    def renew(self, brouillon: Ordonnance, lignes: Sequence[LigneOrdonnance]) -> Renouvellement:
        return renew(brouillon, lignes, uuid4)

    def describe(self, posologie: Posologie) -> str:
        return render_posologie(posologie)

    def measure(
        self, produit: Produit, posologie: Posologie | None
    ) -> tuple[int | None, Decimal | None, str]:
        return 1, Decimal("4.36"), "1 boîte de 16"

    def check(self, ordonnance: Ordonnance) -> Controles:
        self.controlees.append(ordonnance)
        rangs = {
            nom: n
            for n, ligne in enumerate(ordonnance.lignes, 1)
            for nom in ("CLARITHROMYCINE", "SIMVASTATINE")
            if nom in ligne.libelle
        }
        if len(rangs) < 2:
            return Controles()
        return Controles((replace(INTERACTION, lignes=tuple(sorted(rangs.values()))),))


class FakeOrdonnances:
    """Signs with the rules of the domain and remembers."""

    def __init__(self) -> None:
        self.signees: list[Ordonnance] = []
        self.panne: Exception | None = None
        self.brouillons: dict[UUID, Ordonnance] = {}

    def draft(self, patient_id: UUID) -> Ordonnance:
        return self.brouillons.get(patient_id) or Ordonnance(e.ident("nouvelle"), patient_id, d.LIBRE, e.JOUR)

    def keep(self, brouillon: Ordonnance) -> datetime:
        self.brouillons[brouillon.patient_id] = brouillon
        return e.MAINTENANT

    def sign(self, ordonnance: Ordonnance, destinataires: Destinataires | None = None) -> OrdonnanceSignee:
        if self.panne is not None:
            raise self.panne
        is_numerique = ordonnance.type.is_numerique and ordonnance.exemption is None
        signee = ordonnance.sign(e.MAINTENANT, "02AMBTEST2JC4NYGHZ" if is_numerique else None)
        self.signees.append(signee)
        session = SessionProfessionnel(
            Professionnel("899900063480", "LIBRE", "MAX", Profession.MEDECIN),
            SituationExercice(Structure("499900063480001", "Cabinet"), "SA07"),
            e.MAINTENANT,
        )
        page = Document(
            id=uuid4(),
            patient_id=e.ADRUN.id,
            type=TypeDocument.ORDONNANCE_PDF,
            titre="Ordonnance",
            type_mime="application/pdf",
            empreinte="0" * 64,
            taille=1,
            ajoute_le=e.MAINTENANT,
        )
        return OrdonnanceSignee(ActeSigne(signee, e.ADRUN, session, "1.2.3"), (), page)
