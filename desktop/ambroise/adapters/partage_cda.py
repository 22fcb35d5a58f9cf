"""What the file shares besides orders, as CDA documents: vaccinations, dispensings, summaries, PDFs."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from uuid import uuid5

from ambroise.adapters.acte_cda import produit_cda
from ambroise.adapters.entete_cda import make_entete, patient_cda
from ambroise.adapters.environnement import TableEnvironnement
from ambroise.adapters.page_document import TexteAImprimer, texte_of
from ambroise.domain.alimentation import ModeleSynthese
from ambroise.domain.dispensation import Delivrance, Dispensation, DispensationLigne, ReponseLigne
from ambroise.domain.dossier import Allergie
from ambroise.domain.entrees import Ald, Antecedent, Probleme, TraitementDeclare, Vaccination
from ambroise.domain.marge_etroite import MENTION_MTE_PH
from ambroise.domain.medicament import Specialite
from ambroise.domain.posologie_texte import render_posologie
from ambroise.domain.renouvellement_exceptionnel import MENTION
from ambroise.domain.traitement import TraitementEnCours, running_treatments, stopped_lines
from ambroise.usecases.errors import NonPrisEnCharge
from ambroise.usecases.patients import DossierPatient
from ambroise.usecases.ports_alimentation import ActePartage
from ambroise.usecases.ports_medicaments import BaseMedicaments, SorteMedicament
from esante.cda.copie import with_copie_pdf
from esante.cda.dispensation import DispensationCda, LigneDispensationCda, build_dispensation
from esante.cda.ecriture import oid_de
from esante.cda.models import Code, Entete
from esante.cda.non_structure import build_non_structure
from esante.cda.ordonnance_models import ProduitCda, Quantite
from esante.cda.synthese import build_synthese, build_vsm
from esante.cda.synthese_models import AllergieCda, ProblemeCda, SyntheseCda, TraitementCda
from esante.cda.vaccination import VaccinationCda, build_vaccination
from esante.cda.valeurs import jeu_valeurs

Archivage = Callable[[bytes, ActePartage], bytes]
"""Makes a PDF an archive (PDF/A-1) when it is none."""
Impression = Callable[[TexteAImprimer], bytes]
"""Draws words as a page (PDF/A-1)."""

_CLASSE_VACCINS = "J07"
_SANS_PRECISION = "IMMUNIZ"
_BOITE = "30009000"
_ATC = "2.16.840.1.113883.6.73"
_CIM10 = "2.16.840.1.113883.6.3"


class DocumentsPartages:
    """``PortDocumentsPartages``: every header is the session's, every code the medicines base's.

    A structured document carries the copy of its words as a page, that receivers show first.
    """

    def __init__(
        self,
        table: TableEnvironnement,
        base: Callable[[], BaseMedicaments],
        archive: Archivage,
        imprimer: Impression,
    ) -> None:
        self._table = table
        self._base = base
        self._archive = archive
        self._imprimer = imprimer

    def build_vaccination(self, acte: ActePartage, vaccination: Vaccination) -> bytes:
        """Return the note of one vaccination; its entry keeps its identifier when it is replaced."""
        note = self._vaccination(vaccination)
        if note.produit.atc is None:
            raise NonPrisEnCharge(
                "La base des médicaments ne connaît pas ce vaccin, ou pas sa classe ATC.",
                remede="Choisissez le vaccin exact, ou mettez la base à jour dans les réglages.",
            )
        return self._with_page(build_vaccination(self._entete(acte, "87273-9"), note))

    def build_synthese(self, acte: ActePartage, dossier: DossierPatient, modele: ModeleSynthese) -> bytes:
        """Return the summary of a file in the model asked."""
        build = build_vsm if modele is ModeleSynthese.VSM else build_synthese
        return self._with_page(build(self._entete(acte, modele.code), self._synthese(acte, dossier)))

    def build_dispensation(self, acte: ActePartage, dispensation: Dispensation) -> bytes:
        """Return the record of what was delivered; a line that was refused is not in it."""
        lignes = tuple(
            self._delivrance(ligne, rang, delivrance)
            for ligne in dispensation.lignes
            for rang, delivrance in enumerate(ligne.delivrances)
        )
        instant = dispensation.instant.astimezone()
        contenu = DispensationCda(instant, lignes)
        return self._with_page(build_dispensation(self._entete(acte, "60593-1"), contenu))

    def build_document(self, acte: ActePartage, pdf: bytes, type_code: str) -> bytes:
        """Return a PDF in a level 1 document."""
        return build_non_structure(self._entete(acte, type_code), self._archive(pdf, acte))

    def _with_page(self, cda: bytes) -> bytes:
        return with_copie_pdf(cda, lambda lu: self._imprimer(texte_of(lu)))

    def _entete(self, acte: ActePartage, type_code: str) -> Entete:
        return make_entete(
            acte.identifiant,
            oid_de(uuid5(acte.objet, "lot")),
            type_code,
            acte.titre,
            acte.instant,
            patient_cda(acte.patient, self._table),
            acte.session,
            version=acte.version,
            remplace=acte.remplace or None,
        )

    def _produit(self, code_cis: str, denomination: str, code_cip13: str | None = None) -> ProduitCda:
        specialite = self._base().find_specialite(code_cis) if code_cis else None
        if specialite is None:
            return ProduitCda(denomination, code_cis or None, code_cip13)
        atc = (
            Code(specialite.code_atc, specialite.libelle_atc or specialite.code_atc, _ATC)
            if specialite.code_atc
            else None
        )
        return ProduitCda(specialite.denomination, code_cis, code_cip13, atc=atc)

    def _vaccination(self, vaccination: Vaccination) -> VaccinationCda:
        return VaccinationCda(
            vaccination.id,
            self._produit(vaccination.code_cis, vaccination.vaccin),
            vaccination.le,
            lot=vaccination.lot or None,
            rang=int(vaccination.rang) if vaccination.rang.isdecimal() else None,
            voie=jeu_valeurs("voie_vaccination").find(vaccination.voie),
            site=jeu_valeurs("site_vaccination").find(vaccination.site),
            type=vaccination.type_injection or _SANS_PRECISION,
            vaccinateur_libre=vaccination.vaccinateur,
            commentaire=vaccination.commentaire,
        )

    def _delivrance(
        self, ligne: DispensationLigne, rang: int, delivrance: Delivrance
    ) -> LigneDispensationCda:
        """Return one product given; what no model codes goes to the note of who dispenses."""
        return LigneDispensationCda(
            ligne.ligne_id if rang == 0 else uuid5(ligne.ligne_id, str(rang)),
            self._produit(delivrance.code_cis, delivrance.denomination, delivrance.code_cip13),
            _quantite(delivrance),
            posologie=render_posologie(ligne.posologie) if ligne.posologie else "",
            lot=delivrance.lot,
            peremption=delivrance.peremption,
            substitution=("Générique du même groupe" if ligne.reponse is ReponseLigne.SUBSTITUE else None),
            note=". ".join(filter(None, (*_mentions(ligne), ligne.commentaire))),
        )

    def _synthese(self, acte: ActePartage, dossier: DossierPatient) -> SyntheseCda:
        today = acte.instant.astimezone().date()
        problemes = [e for e in dossier.entrees if isinstance(e, Probleme | Ald)]
        actifs = [p for p in problemes if p.fin is None or p.fin >= today]
        finis = [p for p in problemes if p not in actifs]
        siens = [e for e in dossier.entrees if isinstance(e, Antecedent) and not e.lien]
        declares = [e for e in dossier.entrees if isinstance(e, TraitementDeclare)]
        arretees = stopped_lines(dossier.entrees, today)
        return SyntheseCda(
            problemes=tuple(_probleme(p) for p in actifs),
            antecedents=(*(_antecedent(a) for a in siens), *(_probleme(p) for p in finis)),
            allergies=tuple(_allergie(a) for a in dossier.allergies),
            traitements=(
                *(_traitement(t) for t in running_treatments(dossier.ordonnances, today, arretees)),
                *(
                    self._declare(t)
                    for t in declares
                    if t.debut <= today and (t.fin is None or t.fin >= today)
                ),
            ),
            vaccinations=tuple(self._vaccination(e) for e in dossier.entrees if isinstance(e, Vaccination)),
        )

    def _declare(self, traitement: TraitementDeclare) -> TraitementCda:
        produit = self._produit(traitement.code_cis, traitement.libelle)
        return TraitementCda(traitement.id, produit, traitement.posologie, traitement.debut, traitement.fin)


def _quantite(delivrance: Delivrance) -> Quantite:
    """Return what left: packs, or the units of an opened one, which no published system names."""
    if delivrance.is_au_detail and delivrance.unites:
        unites = delivrance.unites
        return Quantite(unites, "", f"{unites.normalize():f} unité{'s' if unites > 1 else ''}")
    boites = delivrance.boites
    return Quantite(Decimal(boites), _BOITE, f"{boites} boîte{'s' if boites > 1 else ''}")


def search_vaccins(base: BaseMedicaments, texte: str) -> list[Specialite]:
    """Return the vaccines (ATC J07) that a search finds, marketed still or not: a stock outlives its sale."""
    found = (
        base.find_specialite(resume.cle)
        for resume in base.search(texte, 40)
        if resume.sorte is SorteMedicament.SPECIALITE
    )
    return [s for s in found if s is not None and (s.code_atc or "").startswith(_CLASSE_VACCINS)]


def find_vaccin(base: BaseMedicaments, texte: str) -> str:
    """Return the CIS code of the one vaccine whose name begins with what was written, empty when in doubt."""
    debut = re.compile(rf"{re.escape(texte.strip())}\b", re.IGNORECASE)
    exacts = [s for s in search_vaccins(base, texte) if debut.match(s.denomination)]
    return exacts[0].code_cis if texte.strip() and len(exacts) == 1 else ""


def _cim10(code: str, libelle: str) -> Code | None:
    return Code(code, libelle, _CIM10) if code else None


def _mentions(ligne: DispensationLigne) -> Iterator[str]:
    """Return what the law adds to a dispensing: a substitution excluded, a treatment pursued."""
    if ligne.mte_ph:
        yield MENTION_MTE_PH
    if ligne.is_exceptionnelle:
        yield MENTION.capitalize()


def _probleme(probleme: Probleme | Ald) -> ProblemeCda:
    code = _cim10(probleme.code_cim10, probleme.libelle)
    return ProblemeCda(probleme.id, probleme.libelle, code, probleme.debut, probleme.fin)


def _antecedent(antecedent: Antecedent) -> ProblemeCda:
    code = _cim10(antecedent.code_cim10, antecedent.libelle)
    return ProblemeCda(antecedent.id, antecedent.libelle, code, antecedent.depuis)


def _allergie(allergie: Allergie) -> AllergieCda:
    return AllergieCda(
        allergie.id,
        allergie.libelle,
        reaction=allergie.reaction,
        debut=allergie.constatee_le.astimezone().date(),
    )


def _traitement(traitement: TraitementEnCours) -> TraitementCda:
    ligne = traitement.ligne
    posologie = render_posologie(ligne.posologie) if ligne.posologie else ""
    return TraitementCda(ligne.id, produit_cda(ligne), posologie, traitement.debut, traitement.fin)
