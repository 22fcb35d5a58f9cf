"""Build the order of medicines and devices: document eP-MED-DM 2024.01."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID, uuid5

from lxml import etree

from esante.cda.ecriture import el, modele, octets
from esante.cda.entete import build_document
from esante.cda.models import OID_EPU, ActeDocumente, Code, Entete
from esante.cda.ordonnance_entrees import RAPPORTS, dispositif, duree_lisible, medicament
from esante.cda.ordonnance_models import (
    LigneDispositifCda,
    LigneMedicamentCda,
    OrdonnanceCda,
    Rapports,
)
from esante.cda.sections import (
    FR_ENTREE,
    FR_SECTION,
    Identifiants,
    b64,
    cellule,
    loinc,
    section,
    section_commentaire,
    section_copie_pdf,
    ta_asip,
    tableau,
)
from esante.cda.valeurs import types_document

MODELE = (
    ("1.3.6.1.4.1.19376.1.9.1.1.1", ""),
    ("1.3.6.1.4.1.19376.1.5.3.1.1.1", ""),
    ("1.2.250.1.213.1.1.1.39", "2024.01"),
)
_COLONNES_MEDICAMENT = (
    "Durée du traitement",
    "Médicament",
    "Posologie",
    "Voie d’administration",
    "Quantité",
    "Substitution",
    "Renouvellements",
    "En rapport ALD",
    "En rapport AT/MP",
    "En rapport Prévention",
    "Non remboursable",
    "Hors AMM",
)
_COLONNES_DISPOSITIF = (
    "Dispositif médical",
    "Durée de location",
    "Nombre de conditionnements",
    "Renouvellements",
    "En rapport ALD",
    "En rapport AT/MP",
    "En rapport Prévention",
    "Non remboursable",
)


def build_ordonnance(entete: Entete, ordonnance: OrdonnanceCda) -> bytes:
    """Return the exact bytes of the document.

    The header's type, model, act and flags are those of an order: what ``entete`` holds there is replaced.

    Raises:
        ValueError: the order has no line.
    """
    if not ordonnance.medicaments and not ordonnance.dispositifs:
        raise ValueError("ordonnance sans ligne")
    type_document = types_document()["57833-6"].type
    entete = replace(
        entete,
        type=type_document,
        modele=MODELE,
        acte=ActeDocumente(
            code=type_document,
            debut=ordonnance.debut_validite,
            fin=ordonnance.fin_validite,
            identifiants=((OID_EPU, ordonnance.numero_epu),) if ordonnance.numero_epu else (),
        ),
        drapeaux=tuple(_drapeaux(ordonnance)),
    )
    ids = Identifiants(uuid5(UUID(int=0), entete.identifiant))
    corps = el("structuredBody", *_sections(ids, entete, ordonnance))
    return octets(build_document(entete, corps))


def _drapeaux(ordonnance: OrdonnanceCda) -> Iterable[Code]:
    for present, code, libelle in (
        (ordonnance.bizone, "MED-1096", "Prescription bizone"),
        (ordonnance.exception, "MED-1097", "Prescription médicaments d'exception"),
        (ordonnance.securisee, "MED-1098", "Ordonnance sécurisée"),
        (ordonnance.grand_appareillage, "MED-1132", "Prescription grand appareillage"),
        (ordonnance.a_domicile, "MED-1094", "Exécution à domicile"),
        (ordonnance.en_urgence, "MED-1095", "Exécution en urgence"),
        (ordonnance.affection_militaire, "MED-1159", "Affection militaire"),
    ):
        if present:
            yield ta_asip(code, libelle)


def _sections(ids: Identifiants, entete: Entete, ordonnance: OrdonnanceCda) -> Iterable[etree._Element]:
    yield _section_code_2d(ids, ordonnance)
    if ordonnance.medicaments:
        yield section(
            ("1.3.6.1.4.1.19376.1.9.1.2.1", f"{FR_SECTION}.171"),
            ids.uid("medicaments"),
            loinc("57828-6", "Prescriptions"),
            "Prescription de médicaments",
            el(
                "text",
                *(
                    _narratif_medicament(f"med-{rang:03}", ligne)
                    for rang, ligne in enumerate(ordonnance.medicaments, 1)
                ),
            ),
            *(
                medicament(ids, f"med-{rang:03}", ligne, entete.instant)
                for rang, ligne in enumerate(ordonnance.medicaments, 1)
            ),
        )
    if ordonnance.dispositifs:
        yield section(
            (f"{FR_SECTION}.222",),
            ids.uid("dispositifs"),
            loinc("46264-8", "Dispositifs médicaux"),
            "Prescription de dispositifs médicaux",
            el(
                "text",
                tableau(
                    _COLONNES_DISPOSITIF,
                    *(
                        _narratif_dispositif(f"dm-{rang:03}", ligne)
                        for rang, ligne in enumerate(ordonnance.dispositifs, 1)
                    ),
                ),
            ),
            *(
                dispositif(ids, f"dm-{rang:03}", ligne, entete.instant)
                for rang, ligne in enumerate(ordonnance.dispositifs, 1)
            ),
        )
    if ordonnance.commentaire:
        yield section_commentaire(ids, ordonnance.commentaire)
    yield section_copie_pdf(ids, ordonnance.pdf)


def _section_code_2d(ids: Identifiants, ordonnance: OrdonnanceCda) -> etree._Element:
    media = el(
        "observationMedia",
        modele("2.16.840.1.113883.10.12.304"),
        modele(f"{FR_ENTREE}.103"),
        el(
            "value",
            b64(ordonnance.code_2d.donnees),
            mediaType=ordonnance.code_2d.media,
            representation="B64",
        ),
        classCode="OBS",
        moodCode="EVN",
        ID="code-2d",
    )
    return section(
        (f"{FR_SECTION}.223",),
        ids.uid("code-2d"),
        loinc("57723-9", "Numéro de code à barres unique"),
        "Code 2D de la prescription",
        el("text", el("renderMultiMedia", referencedObject="code-2d")),
        media,
    )


def _narratif_medicament(ref: str, ligne: LigneMedicamentCda) -> etree._Element:
    substitution = "Autorisée"
    if ligne.substitution_interdite is not None:
        substitution = f"Non substituable ({ligne.substitution_interdite})"
    lignes = [
        (
            cellule(duree_lisible(ligne), f"{ref}-duree"),
            cellule(ligne.produit.denomination, ref),
            _cellule_posologie(ref, ligne),
            cellule(ligne.voie.libelle if ligne.voie else "—", f"{ref}-voie"),
            cellule(ligne.quantite.libelle if ligne.quantite else "—", f"{ref}-quantite"),
            cellule(substitution, f"{ref}-substitution"),
            cellule(str(ligne.renouvellements), f"{ref}-renouvellements"),
            *_cellules_rapports(ref, ligne.rapports, RAPPORTS),
        )
    ]
    for titre, texte, suffixe in (
        ("Condition", ligne.condition, "condition"),
        ("Dose maximale par jour", _dose_max(ligne), "dose-max"),
        ("Instructions au patient", ligne.instructions_patient, "patient"),
        ("Instructions au dispensateur", ligne.instructions_dispensateur, "dispensateur"),
    ):
        if texte:
            lignes.append(
                (
                    el("td", titre, colspan="3"),
                    el("td", el("content", texte, ID=f"{ref}-{suffixe}"), colspan="9"),
                )
            )
    return tableau(_COLONNES_MEDICAMENT, *lignes)


def _cellule_posologie(ref: str, ligne: LigneMedicamentCda) -> etree._Element:
    """Return the posology, then its phases; one that says the same is read once."""
    phases = [
        el("content", phase.texte, ID=f"{ref}-phase-{rang}") for rang, phase in enumerate(ligne.phases, 1)
    ]
    if len(phases) == 1 and ligne.phases[0].texte == ligne.posologie:
        return el("td", el("content", phases[0], ID=f"{ref}-posologie"))
    if not phases:
        return cellule(ligne.posologie, f"{ref}-posologie")
    lignes = [part for phase in phases for part in (el("br"), phase)]
    return el("td", el("content", ligne.posologie, ID=f"{ref}-posologie"), *lignes)


def _dose_max(ligne: LigneMedicamentCda) -> str:
    return ligne.dose_max_par_jour.libelle if ligne.dose_max_par_jour else ""


def _narratif_dispositif(ref: str, ligne: LigneDispositifCda) -> tuple[etree._Element, ...]:
    libelle = ligne.libelle + (f" (LPP {ligne.code_lpp})" if ligne.code_lpp else "")
    if ligne.precisions:
        libelle += f" — {ligne.precisions}"
    location = f"{ligne.duree_location_jours} jours" if ligne.duree_location_jours else "—"
    return (
        cellule(libelle, ref),
        cellule(location),
        cellule(str(ligne.quantite)),
        cellule(str(ligne.renouvellements)),
        *_cellules_rapports(ref, ligne.rapports, RAPPORTS[:-1]),
    )


def _cellules_rapports(
    ref: str, rapports: Rapports, colonnes: Iterable[tuple[str, str, Code]]
) -> Iterable[etree._Element]:
    for champ, _, _ in colonnes:
        yield cellule("Oui" if getattr(rapports, champ) else "Non", f"{ref}-{champ}")
