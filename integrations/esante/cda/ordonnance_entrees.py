"""The entries of an order: prescribed treatment, subordinate doses, prescribed device."""

from datetime import datetime

from lxml import etree

from esante.cda.ecriture import code_el, el, jour, modele, nombre, original, reference, uid
from esante.cda.models import Code
from esante.cda.ordonnance_models import (
    Intervalle,
    LigneDispositifCda,
    LigneMedicamentCda,
    PhasePosologie,
    Quantite,
    Rapports,
)
from esante.cda.produit import produit_de_sante
from esante.cda.sections import FR_ENTREE, Identifiants, observation_simple, ta_asip

_ACTES = "2.16.840.1.113883.5.4"
_INSTRUCTIONS = "1.3.6.1.4.1.19376.1.5.3.2"
_SUBSTITUTION = "2.16.840.1.113883.5.1070"
_LPP = "1.2.250.1.215.200.2.1"

# field of Rapports, FR-Simple-observation specialisation, code; a device carries all but the last
RAPPORTS = (
    ("ald", f"{FR_ENTREE}.48.13", ta_asip("MED-574", "En rapport avec une ALD")),
    (
        "at_mp",
        f"{FR_ENTREE}.48.14",
        ta_asip("GEN-180", "En rapport avec un accident du travail ou une maladie professionnelle"),
    ),
    ("prevention", f"{FR_ENTREE}.48.34", ta_asip("GEN-295", "En rapport avec la prévention")),
    ("non_remboursable", f"{FR_ENTREE}.48.15", ta_asip("GEN-181", "Non remboursable")),
    ("hors_amm", f"{FR_ENTREE}.48.12", ta_asip("GEN-179", "Hors Autorisation de Mise sur le Marché (AMM)")),
)


def medicament(ids: Identifiants, ref: str, ligne: LigneMedicamentCda, instant: datetime) -> etree._Element:
    """Write FR-Traitement-prescrit."""
    structuree = any(phase.periode is not None for phase in ligne.phases)
    changeante = structuree and len(ligne.phases) > 1
    simple = ligne.phases[0] if structuree and not changeante else None
    return el(
        "substanceAdministration",
        modele("2.16.840.1.113883.10.20.1.24"),
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.7"),
        modele("1.3.6.1.4.1.19376.1.9.1.3.2"),
        modele(f"{FR_ENTREE}.83"),
        modele("1.3.6.1.4.1.19376.1.9.1.3.6") if structuree else None,
        modele("1.3.6.1.4.1.19376.1.5.3.1.4.8") if changeante else None,
        None if changeante else modele("1.3.6.1.4.1.19376.1.5.3.1.4.7.1"),
        uid(ligne.identifiant),
        code_el("code", Code("DRUG", "Médicament", _ACTES)),
        reference(ref),
        el("statusCode", code="completed"),
        _periode(ligne, required=simple is not None),
        _frequence(simple, f"{ref}-phase-1") if simple else None,
        el("repeatNumber", value=str(ligne.renouvellements)),
        code_el("routeCode", ligne.voie, original(f"{ref}-voie")) if ligne.voie else None,
        _dose(simple.dose, f"{ref}-phase-1") if simple and simple.dose else None,
        _dose_max(ligne.dose_max_par_jour) if structuree and ligne.dose_max_par_jour else None,
        el("consumable", produit_de_sante(ligne.produit, ref)),
        *(
            el(
                "entryRelationship",
                el("sequenceNumber", value=str(rang)),
                _subordonnee(ids, ref, rang, phase),
                typeCode="COMP",
            )
            for rang, phase in enumerate(ligne.phases, 1)
            if changeante
        ),
        instructions(f"{ref}-patient", "PINSTRUCT", "49", "3", "33") if ligne.instructions_patient else None,
        instructions(f"{ref}-dispensateur", "FINSTRUCT", "43", "3.1", "34")
        if ligne.instructions_dispensateur
        else None,
        _quantite(ligne.quantite) if ligne.quantite else None,
        _substitution(ref, ligne),
        *_rapports(ids, ref, ligne.rapports, instant, RAPPORTS),
        el("precondition", el("criterion", reference(f"{ref}-condition"))) if ligne.condition else None,
        classCode="SBADM",
        moodCode="INT",
    )


def dispositif(ids: Identifiants, ref: str, ligne: LigneDispositifCda, instant: datetime) -> etree._Element:
    """Write FR-Dispositif-medical."""
    lpp = (
        code_el(
            "translation",
            Code(ligne.code_lpp, ligne.libelle_lpp or ligne.libelle, _LPP),
            original(ref),
        )
        if ligne.code_lpp
        else None
    )
    return el(
        "supply",
        modele("2.16.840.1.113883.10.20.1.34"),
        modele(f"{FR_ENTREE}.20"),
        uid(ligne.identifiant),
        reference(ref),
        el(
            "effectiveTime",
            el("low", value=jour(ligne.debut)) if ligne.debut else None,
            el("high", value=jour(ligne.fin)) if ligne.fin else None,
            xsi_type="IVL_TS",
        )
        if ligne.debut
        else el("effectiveTime", nullFlavor="UNK", xsi_type="IVL_TS"),
        el("repeatNumber", value=str(ligne.renouvellements)),
        el("quantity", value=str(ligne.quantite)),
        el("expectedUseTime", el("width", value=str(ligne.duree_location_jours), unit="d"))
        if ligne.duree_location_jours
        else None,
        el(
            "participant",
            el(
                "participantRole",
                el(
                    "playingDevice",
                    code_el("code", ligne.emdn, lpp)
                    if ligne.emdn
                    else el("code", original(ref) if lpp is None else None, lpp, nullFlavor="UNK"),
                    classCode="DEV",
                    determinerCode="INSTANCE",
                ),
                classCode="MANU",
            ),
            typeCode="DEV",
        ),
        *_rapports(ids, ref, ligne.rapports, instant, RAPPORTS[:-1]),
        classCode="SPLY",
        moodCode="INT",
    )


def duree_lisible(ligne: LigneMedicamentCda) -> str:
    """Say the duration as the doctor wrote it, else from the dates."""
    if ligne.duree:
        return ligne.duree
    if ligne.debut and ligne.fin:
        return f"du {ligne.debut:%d/%m/%Y} au {ligne.fin:%d/%m/%Y}"
    if ligne.debut:
        return f"à partir du {ligne.debut:%d/%m/%Y}"
    return "—"


def _periode(ligne: LigneMedicamentCda, *, required: bool) -> etree._Element | None:
    # The first effectiveTime is the period: a frequence alone would be read as one.
    if ligne.debut is None and ligne.fin is None and not required:
        return None
    return el(
        "effectiveTime",
        el("low", value=jour(ligne.debut)) if ligne.debut else el("low", nullFlavor="UNK"),
        el("high", value=jour(ligne.fin)) if ligne.fin else el("high", nullFlavor="UNK"),
        xsi_type="IVL_TS",
    )


def _pivl_period(phase: PhasePosologie, ref: str) -> etree._Element | None:
    if phase.periode is None:
        return None
    return el(
        "period",
        el("translation", original(ref)),
        value=nombre(phase.periode),
        unit=phase.unite_periode,
    )


def _frequence(phase: PhasePosologie, ref: str) -> etree._Element:
    return el("effectiveTime", _pivl_period(phase, ref), xsi_type="PIVL_TS", operator="A")


def _dose(dose: Intervalle, ref: str) -> etree._Element:
    def borne(tag: str, quantite: Quantite) -> etree._Element:
        return el(
            tag,
            el("translation", original(ref)),
            value=nombre(quantite.valeur),
            unit=quantite.unite,
        )

    return el("doseQuantity", borne("low", dose.basse), borne("high", dose.haute))


def _dose_max(quantite: Quantite) -> etree._Element:
    return el(
        "maxDoseQuantity",
        el("numerator", value=nombre(quantite.valeur), unit=quantite.unite),
        el("denominator", value="1", unit="d"),
    )


def _subordonnee(ids: Identifiants, ref: str, rang: int, phase: PhasePosologie) -> etree._Element:
    renvoi = f"{ref}-phase-{rang}"
    bornes = []
    if phase.debut:
        bornes.append(el("low", value=jour(phase.debut)))
    if phase.duree_jours:
        bornes.append(el("width", value=str(phase.duree_jours), unit="d"))
    period = _pivl_period(phase, renvoi)
    return el(
        "substanceAdministration",
        modele(f"{FR_ENTREE}.83.1"),
        ids.uid(ref, "phase", rang),
        reference(renvoi),
        el("statusCode", code="completed"),
        el(
            "effectiveTime",
            el("comp", *bornes, xsi_type="IVL_TS", operator="A") if bornes else None,
            el("comp", period, xsi_type="PIVL_TS", operator="A") if period is not None else None,
            xsi_type="SXPR_TS",
        )
        if bornes or period is not None
        else None,
        _dose(phase.dose, renvoi) if phase.dose else None,
        el("consumable", produit_de_sante(None), typeCode="CSM"),
        classCode="SBADM",
        moodCode="INT",
    )


def instructions(renvoi: str, code: str, ccd: str, pcc: str, fr: str) -> etree._Element:
    return el(
        "entryRelationship",
        el(
            "act",
            modele(f"2.16.840.1.113883.10.20.1.{ccd}"),
            modele(f"1.3.6.1.4.1.19376.1.5.3.1.4.{pcc}"),
            modele(f"{FR_ENTREE}.{fr}"),
            el("code", code=code, codeSystem=_INSTRUCTIONS),
            reference(renvoi),
            el("statusCode", code="completed"),
            classCode="ACT",
            moodCode="INT",
        ),
        typeCode="SUBJ",
        inversionInd="true",
    )


def _quantite(quantite: Quantite) -> etree._Element:
    return el(
        "entryRelationship",
        el(
            "supply",
            modele("1.3.6.1.4.1.19376.1.9.1.3.8"),
            modele(f"{FR_ENTREE}.86"),
            el("independentInd", value="false"),
            el("quantity", value=nombre(quantite.valeur), unit=quantite.unite or None),
            classCode="SPLY",
            moodCode="RQO",
        ),
        typeCode="COMP",
    )


def _substitution(ref: str, ligne: LigneMedicamentCda) -> etree._Element:
    interdite = ligne.substitution_interdite is not None
    code = (
        Code("N", "Aucune substitution permise", _SUBSTITUTION)
        if interdite
        else Code("G", "Substitution autorisée par médicament générique", _SUBSTITUTION)
    )
    return el(
        "entryRelationship",
        el(
            "act",
            modele("1.3.6.1.4.1.19376.1.9.1.3.9.1"),
            modele(f"{FR_ENTREE}.87"),
            code_el("code", code, original(f"{ref}-substitution") if interdite else None),
            el("statusCode", code="completed"),
            classCode="ACT",
            moodCode="DEF",
        ),
        typeCode="COMP",
    )


def _rapports(
    ids: Identifiants,
    ref: str,
    rapports: Rapports,
    instant: datetime,
    champs: tuple[tuple[str, str, Code], ...],
) -> tuple[etree._Element, ...]:
    return tuple(
        el(
            "entryRelationship",
            observation_simple(
                ids.uid(ref, champ),
                modele_fr,
                code,
                f"{ref}-{champ}",
                instant,
                el("value", value="true" if getattr(rapports, champ) else "false", xsi_type="BL"),
            ),
            typeCode="COMP",
        )
        for champ, modele_fr, code in champs
    )
