"""A signed order as the CDA document that leaves: header from the session, lines from the order."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid5

from ambroise.adapters import posologie_cda
from ambroise.adapters.entete_cda import make_entete, patient_cda, professionnel_cda, valeur
from ambroise.adapters.environnement import TableEnvironnement
from ambroise.domain.acte_texte import count_of, render_execution
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.mention_ligne import note_dispensateur
from ambroise.domain.ordonnance import TypeOrdonnance
from ambroise.domain.posologie import add_duree
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.produit_prescrit import (
    DenominationPrescrite,
    DispositifPrescrit,
    ProduitLibre,
    SpecialitePrescrite,
)
from ambroise.usecases.ports_actes import ActeSigne
from esante.cda.ecriture import oid_de
from esante.cda.models import Entete, Participant, ProfessionnelCda, TypeParticipant
from esante.cda.non_structure import build_non_structure
from esante.cda.ordonnance import build_ordonnance
from esante.cda.ordonnance_models import (
    Image,
    LigneDispositifCda,
    LigneMedicamentCda,
    OrdonnanceCda,
    ProduitCda,
    Quantite,
    Rapports,
)

TYPES = {
    TypeOrdonnance.MEDICAMENTS: "57833-6",
    TypeOrdonnance.DISPOSITIFS: "57833-6",
    TypeOrdonnance.BIOLOGIE: "PRESC-BIO",
    TypeOrdonnance.SOINS_INFIRMIERS: "PRESC-INF",
    TypeOrdonnance.KINESITHERAPIE: "PRESC-KINE",
    TypeOrdonnance.PEDICURIE: "PRESC-PEDI",
    TypeOrdonnance.ORTHOPHONIE: "PRESC-ORTHOPHO",
    TypeOrdonnance.ORTHOPTIE: "PRESC-ORTHOPTIE",
}
"""Type of document (JDV J07) of each kind of order; the others are « prescription autre »."""
AUTRE_PRESCRIPTION = "57828-6"

VALIDITE = timedelta(days=365)
"""An order of medicines lives at most one year (CSP R5132-21)."""


def build_acte_cda(acte: ActeSigne, table: TableEnvironnement, code_2d: bytes) -> bytes:
    """Return the exact bytes of the document of a signed order.

    Medicines and devices have a model, eP-MED-DM; the other kinds have none and carry their PDF (N1).
    """
    ordonnance = acte.ordonnance
    assert ordonnance.signee_le is not None
    if ordonnance.type not in (TypeOrdonnance.MEDICAMENTS, TypeOrdonnance.DISPOSITIFS):
        return build_non_structure(build_entete(acte, table), acte.pdf)
    instant = ordonnance.signee_le.astimezone()
    medicaments = tuple(
        _medicament(li, instant)
        for li in ordonnance.lignes
        if li.is_medicament or isinstance(li.produit, ProduitLibre)
    )
    dispositifs = tuple(
        _dispositif(li, li.produit, instant)
        for li in ordonnance.lignes
        if isinstance(li.produit, DispositifPrescrit)
    )
    return build_ordonnance(
        build_entete(acte, table),
        OrdonnanceCda(
            debut_validite=instant,
            fin_validite=instant + VALIDITE,
            pdf=acte.pdf,
            code_2d=Image("image/png", code_2d),
            numero_epu=ordonnance.numero,
            medicaments=medicaments,
            dispositifs=dispositifs,
            bizone=ordonnance.bizone,
            exception=ordonnance.is_exception,
            securisee=ordonnance.is_securisee,
        ),
    )


def build_entete(acte: ActeSigne, table: TableEnvironnement) -> Entete:
    """Return the header of the document of a signed order."""
    assert acte.ordonnance.signee_le is not None
    entete = make_entete(
        acte.identifiant_document,
        oid_de(uuid5(acte.ordonnance.id, "lot")),
        TYPES.get(acte.ordonnance.type, AUTRE_PRESCRIPTION),
        f"Ordonnance du {acte.ordonnance.date:%d/%m/%Y}",
        acte.ordonnance.signee_le,
        patient_cda(acte.patient, table),
        acte.session,
    )
    return replace(entete, participants=_replaced(acte))


def _replaced(acte: ActeSigne) -> tuple[Participant, ...]:
    """Return the doctor that a locum replaces: the locum is the author (CI-SIS, eP-MED-DM, participant CON).

    What is known of him is his number, one run of words for his name, and the office where he is replaced.
    Without his name he is left out: the header asks for one (CI-SISParticipant).
    """
    who, profession = acte.ordonnance.prescripteur, acte.session.professionnel.profession
    if not (who.rpps_remplace and who.nom_remplace):
        return ()
    remplace = ProfessionnelCda(
        identifiant=f"8{who.rpps_remplace}",
        nom=who.nom_remplace.removeprefix("Dr "),
        prenom="",
        specialite=valeur("j01_specialite_auteur", f"G15_{profession.code}"),
        structure=professionnel_cda(acte.session).structure,
        titre="DR" if profession.titre == "Dr" else "",
    )
    fonction = valeur("j47_fonction", "CORRE")
    return (Participant(TypeParticipant.REMPLACE, remplace, fonction=fonction),)


def _medicament(ligne: LigneOrdonnance, instant: datetime) -> LigneMedicamentCda:
    debut = ligne.date_debut or instant.date()
    posologie = render_posologie(ligne.posologie) if ligne.posologie else ""
    mention = ligne.mention_non_substituable
    seule = ligne.posologie.etapes[0] if ligne.posologie and len(ligne.posologie.etapes) == 1 else None
    return LigneMedicamentCda(
        identifiant=ligne.id,
        produit=produit_cda(ligne),
        posologie=posologie,
        rapports=_rapports(ligne),
        phases=posologie_cda.phases(ligne.posologie, posologie) if ligne.posologie else (),
        voie=posologie_cda.voie(ligne.posologie) if ligne.posologie else None,
        dose_max_par_jour=posologie_cda.quantite(seule.max_par_24h) if seule and seule.max_par_24h else None,
        condition=seule.si_besoin if seule else "",
        debut=debut,
        fin=add_duree(debut, ligne.duree_traitement) if ligne.duree_traitement else None,
        quantite=(
            Quantite(
                Decimal(ligne.boites), "30009000", f"{ligne.boites} boîte{'s' if ligne.boites > 1 else ''}"
            )
            if ligne.boites
            else None
        ),
        renouvellements=ligne.renouvellements,
        substitution_interdite=f"non substituable ({mention.value})" if mention else None,
        instructions_patient=ligne.instructions_patient,
        instructions_dispensateur=note_dispensateur(ligne),
    )


def produit_cda(ligne: LigneOrdonnance) -> ProduitCda:
    """Return what a line prescribes, by its codes when it has some."""
    match ligne.produit:
        case SpecialitePrescrite() as specialite:
            return ProduitCda(specialite.denomination, specialite.code_cis, specialite.code_cip13)
        case DenominationPrescrite(denomination=denomination):
            return ProduitCda(denomination.libelle)
        case _:
            return ProduitCda(ligne.libelle)


def _dispositif(ligne: LigneOrdonnance, produit: DispositifPrescrit, instant: datetime) -> LigneDispositifCda:
    debut = ligne.date_debut or instant.date()
    return LigneDispositifCda(
        ligne.id,
        produit.designation,
        _rapports(ligne),
        code_lpp=produit.code_lpp,
        quantite=count_of(produit.quantite) or ligne.boites or 1,
        renouvellements=ligne.renouvellements,
        debut=debut,
        fin=add_duree(debut, ligne.duree_traitement) if ligne.duree_traitement else None,
        precisions=". ".join(
            filter(None, (render_execution(ligne, TypeOrdonnance.DISPOSITIFS), ligne.instructions_patient))
        ),
    )


def _rapports(ligne: LigneOrdonnance) -> Rapports:
    return Rapports(
        ald=ligne.en_rapport_ald,
        at_mp=ligne.accident_travail,
        prevention=ligne.prevention,
        non_remboursable=ligne.non_remboursable,
        hors_amm=ligne.hors_amm,
    )
