"""A signed order as the CDA document that leaves: header from the session, lines from the order."""

import io
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

import qrcode
from qrcode.constants import ERROR_CORRECT_L

from ambroise.adapters.environnement import TableEnvironnement
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import TypeOrdonnance
from ambroise.domain.patient import Patient
from ambroise.domain.posologie import Posologie, UniteTemps, add_duree
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.produit_prescrit import (
    DenominationPrescrite,
    DispositifPrescrit,
    ProduitLibre,
    SpecialitePrescrite,
)
from ambroise.domain.professionnel import Professionnel, SessionProfessionnel
from ambroise.usecases.ports_actes import ActeSigne
from esante.cda.ecriture import oid_de
from esante.cda.models import (
    ActeDocumente,
    Adresse,
    Code,
    Entete,
    PatientCda,
    ProfessionnelCda,
    StructureCda,
    Telecom,
)
from esante.cda.non_structure import build_non_structure
from esante.cda.ordonnance import build_ordonnance
from esante.cda.ordonnance_models import (
    Image,
    Intervalle,
    LigneDispositifCda,
    LigneMedicamentCda,
    OrdonnanceCda,
    PhasePosologie,
    ProduitCda,
    Quantite,
    Rapports,
)
from esante.cda.valeurs import jeu_valeurs, types_document

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

_RACINE_IPP = UUID("0197a3a2-6f0e-7cc4-8a51-3f6f0f9f2d11")


def build_acte_cda(acte: ActeSigne, table: TableEnvironnement, texte_qr: str) -> bytes:
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
        _dispositif(li, li.produit) for li in ordonnance.lignes if isinstance(li.produit, DispositifPrescrit)
    )
    return build_ordonnance(
        build_entete(acte, table),
        OrdonnanceCda(
            debut_validite=instant,
            fin_validite=instant + VALIDITE,
            pdf=acte.pdf,
            code_2d=Image("image/png", qr_png(texte_qr)),
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
    return make_entete(
        acte.identifiant_document,
        oid_de(uuid5(acte.ordonnance.id, "lot")),
        TYPES.get(acte.ordonnance.type, AUTRE_PRESCRIPTION),
        f"Ordonnance du {acte.ordonnance.date:%d/%m/%Y}",
        acte.ordonnance.signee_le,
        patient_cda(acte.patient, table),
        acte.session,
    )


def make_entete(
    identifiant: str,
    identifiant_lot: str,
    code: str,
    titre: str,
    instant: datetime,
    patient: PatientCda,
    session: SessionProfessionnel,
) -> Entete:
    """Return the header of any document written here; ``code`` is its type (JDV_J07)."""
    local = instant.astimezone()
    return Entete(
        identifiant=identifiant,
        identifiant_lot=identifiant_lot,
        type=types_document()[code].type,
        titre=titre,
        instant=local,
        patient=patient,
        auteurs=(_professionnel(session),),
        acte=ActeDocumente(None, local),
        modele=(),
        rencontre=_valeur("j142_type_rencontre", "AMB"),
        debut_rencontre=local,
    )


def qr_png(texte: str) -> bytes:
    """Return a QR code as PNG: byte mode, error level L, as the ordonnance numérique wants it."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_L, border=4)
    code.add_data(texte.encode(), optimize=0)
    sortie = io.BytesIO()
    code.make_image().save(sortie, "PNG")
    return sortie.getvalue()


def _valeur(jeu: str, code: str) -> Code:
    trouve = jeu_valeurs(jeu).find(code)
    if trouve is None:
        raise LookupError(f"{code} n’est pas dans le jeu de valeurs {jeu}")
    return trouve


def patient_cda(patient: Patient, table: TableEnvironnement) -> PatientCda:
    """Return the patient of a document, his matricule only when it may travel."""
    identite, coordonnees = patient.identite, patient.coordonnees
    matricule = identite.matricule_transmissible
    telecoms = []
    if coordonnees.telephone:
        telecoms.append(Telecom(f"tel:{coordonnees.telephone.replace(' ', '')}", "MC"))
    if matricule:
        telecoms.append(Telecom(f"mailto:{matricule.numero}@patient.mssante.fr"))
    return PatientCda(
        nom_naissance=identite.traits.nom_naissance,
        premier_prenom=identite.traits.premier_prenom,
        prenoms_naissance=identite.traits.prenoms_naissance,
        sexe=identite.traits.sexe.value,
        date_naissance=identite.traits.date_naissance,
        matricule=matricule.numero if matricule else None,
        oid_ins=table.oid_document(matricule) if matricule else None,
        lieu_naissance=identite.traits.lieu_naissance or None,
        nom_utilise=identite.nom_utilise,
        prenom_utilise=identite.prenom_utilise,
        ipp=str(patient.id),
        oid_ipp=oid_de(_RACINE_IPP),
        adresse=_adresse(coordonnees.adresse, coordonnees.code_postal, coordonnees.commune),
        telecoms=tuple(telecoms),
    )


def _adresse(ligne: str, code_postal: str, commune: str) -> Adresse | None:
    if not (ligne or commune):
        return None
    return Adresse((ligne,) if ligne else (), code_postal, commune)


def _professionnel(session: SessionProfessionnel) -> ProfessionnelCda:
    professionnel, situation = session.professionnel, session.situation
    structure = situation.structure
    adresse = _adresse(structure.adresse, structure.code_postal, structure.commune)
    telecoms = tuple(
        Telecom(valeur, "WP")
        for valeur in (
            f"tel:{structure.telephone.replace(' ', '')}" if structure.telephone else "",
            f"mailto:{structure.email}" if structure.email else "",
        )
        if valeur
    )
    return ProfessionnelCda(
        identifiant=professionnel.identifiant_national,
        nom=professionnel.nom,
        prenom=professionnel.prenom.title(),
        specialite=specialite_of(professionnel),
        structure=StructureCda(
            structure.identifiant,
            structure.nom,
            adresse,
            telecoms,
            _valeur("j02_type_structure", situation.secteur_activite),
            _valeur("j04_cadre_exercice", "AMBULATOIRE"),
        ),
        titre="DR" if professionnel.profession.titre == "Dr" else "",
        adresse=adresse,
        telecoms=telecoms,
    )


def specialite_of(professionnel: Professionnel) -> Code:
    """Return the specialty of a professional in the value set of authors (JDV_J01)."""
    racine = f"G15_{professionnel.profession.code}"
    suffixe = f"/{professionnel.savoir_faire}" if professionnel.savoir_faire else ""
    return _valeur("j01_specialite_auteur", racine + suffixe)


def _medicament(ligne: LigneOrdonnance, instant: datetime) -> LigneMedicamentCda:
    debut = ligne.date_debut or instant.date()
    posologie = render_posologie(ligne.posologie) if ligne.posologie else ""
    mention = ligne.mention_non_substituable
    return LigneMedicamentCda(
        identifiant=ligne.id,
        produit=_produit(ligne),
        posologie=posologie,
        rapports=_rapports(ligne),
        phases=_phases(ligne.posologie, posologie) if ligne.posologie else (),
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
        instructions_dispensateur=ligne.instructions_dispensateur,
    )


def _produit(ligne: LigneOrdonnance) -> ProduitCda:
    match ligne.produit:
        case SpecialitePrescrite() as specialite:
            return ProduitCda(specialite.denomination, specialite.code_cis, specialite.code_cip13)
        case DenominationPrescrite(denomination=denomination):
            return ProduitCda(denomination.libelle)
        case _:
            return ProduitCda(ligne.libelle)


def _dispositif(ligne: LigneOrdonnance, produit: DispositifPrescrit) -> LigneDispositifCda:
    return LigneDispositifCda(
        ligne.id,
        produit.designation,
        _rapports(ligne),
        code_lpp=produit.code_lpp,
        quantite=ligne.boites or 1,
        renouvellements=ligne.renouvellements,
        precisions=produit.conditions,
    )


def _rapports(ligne: LigneOrdonnance) -> Rapports:
    return Rapports(
        ald=ligne.en_rapport_ald,
        at_mp=ligne.accident_travail,
        prevention=ligne.prevention,
        non_remboursable=ligne.non_remboursable,
        hors_amm=ligne.hors_amm,
    )


def _phases(posologie: Posologie, texte: str) -> tuple[PhasePosologie, ...]:
    """Structure what the model can hold: one dose at a regular distance; the rest stays in words."""
    phases = []
    for etape in posologie.etapes:
        dose, rythme = etape.dose, etape.rythme
        if dose is None or (dose.unite.code_ucum is None and dose.unite.code_edqm is None):
            return ()
        unite = dose.unite.code_ucum or "{tablet}"
        intervalle = Intervalle(
            Quantite(dose.valeur, unite, dose.unite.libelle),
            Quantite(dose.plus_forte, unite, dose.unite.libelle),
        )
        prises = len(rythme.moments) or len(rythme.heures)
        if prises and rythme.is_quotidien:
            periode, unite_temps = (Decimal(24) / prises, UniteTemps.HEURE)
        elif rythme.frequence and rythme.periode:
            periode, unite_temps = rythme.periode.valeur / rythme.frequence, rythme.periode.unite
        else:
            return ()
        phases.append(
            PhasePosologie(
                texte if len(posologie.etapes) == 1 else render_posologie(Posologie((etape,))),
                intervalle,
                periode,
                unite_temps.value,
                duree_jours=int(etape.duree.jours) if etape.duree else None,
            )
        )
    return tuple(phases)
