"""The contents of the matrix of documents: from the simplest to what every option fills."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from esante.cda.dispensation import (
    DispensationCda,
    LigneDispensationCda,
    LignePrescrite,
)
from esante.cda.ecriture import oid_de
from esante.cda.models import (
    Code,
)
from esante.cda.ordonnance_models import (
    Intervalle,
    LigneDispositifCda,
    LigneMedicamentCda,
    OrdonnanceCda,
    PhasePosologie,
    ProduitCda,
    Quantite,
    Rapports,
    Substance,
)
from esante.cda.synthese_models import (
    ActeCda,
    AllergieCda,
    DispositifPorteCda,
    ProblemeCda,
    SyntheseCda,
    TraitementCda,
)
from esante.cda.vaccination import VaccinationCda
from tests.fakes.documents import (
    INSTANT,
    MEDECIN,
    bande,
    code,
    ordonnance,
    paracetamol,
    uid,
)
from tests.fakes.matrice_personnes import infirmier

_EDQM = "0.4.0.127.0.16.1.1.2.1"


def ordonnances() -> dict[str, OrdonnanceCda]:
    un, trois = Decimal(1), Decimal(3)

    def dose(valeur: Decimal, unite: str = "{tablet}") -> Intervalle:
        quantite = Quantite(valeur, unite, f"{valeur} {unite}")
        return Intervalle(quantite, quantite)

    degressive = paracetamol(
        "degressive",
        phases=tuple(
            PhasePosologie(
                f"{n} comprimés le matin pendant 3 jours", dose(Decimal(n)), un, "d", INSTANT.date(), 3
            )
            for n in (4, 3, 2, 1)
        ),
        rapports=Rapports(ald=True, hors_amm=True),
    )
    textuelle = LigneMedicamentCda(
        uid("texte"), ProduitCda("Préparation : 30 g & 70 g < 100 g"), "2 fois par jour"
    )
    demi = paracetamol(
        "demi",
        phases=(PhasePosologie("un demi-comprimé par semaine", dose(Decimal("0.5")), un, "wk"),),
        substitution_interdite="EFG",
        quantite=None,
        voie=None,
        debut=None,
        fin=None,
        duree="pendant 3 mois",
        dose_max_par_jour=Quantite(trois, "{tablet}", "3 comprimés"),
    )
    complet = paracetamol(
        "complet",
        produit=ProduitCda(
            "PARACETAMOL MYLAN 500 mg, comprimé",
            "63107752",
            "3400933516390",
            atc=Code("N02BE01", "paracetamol", "2.16.840.1.113883.6.73"),
            forme=Code("10219000", "Comprimé", _EDQM),
            substances=(Substance("Paracetamol", "100000090270", Quantite(Decimal(500), "mg", "500 mg")),),
        ),
        renouvellements=11,
        condition="si la fièvre dépasse 38,5 °C",
        instructions_dispensateur="Délivrer en une fois",
        rapports=Rapports(True, True, True, True, True),
    )
    sans_cis = paracetamol("cip", produit=ProduitCda("PARACETAMOL", code_cip13="3400933516390"))
    lit = LigneDispositifCda(
        uid("lit"),
        "Lit médical",
        emdn=Code("V0806", "LITS MÉDICAUX", "1.2.250.1.213.2.68"),
        code_lpp="1215702",
        duree_location_jours=60,
        debut=INSTANT.date(),
        fin=INSTANT.date() + timedelta(days=60),
        precisions="avec barrières",
    )
    douze = tuple(paracetamol(f"ligne-{n}") for n in range(12))
    return {
        "simple": ordonnance(),
        "riche": ordonnance(
            complet, degressive, textuelle, demi, sans_cis, commentaire="Revoir\ndans un mois"
        ),
        "douze": ordonnance(*douze),
        "dispositifs": replace(ordonnance(), medicaments=(), dispositifs=(lit, bande())),
        "mixte": ordonnance(paracetamol(), dispositifs=(lit,), numero_epu=None),
        "drapeaux": ordonnance(
            degressive,
            bizone=True,
            exception=True,
            securisee=True,
            grand_appareillage=True,
            a_domicile=True,
            en_urgence=True,
            affection_militaire=True,
        ),
        "voies": ordonnance(
            *(
                paracetamol(f"voie-{v}", voie=code("voie_administration", v))
                for v in ("20053000", "20003000", "20035000")
            )
        ),
    }


def dispensations() -> dict[str, DispensationCda]:
    boites = Quantite(Decimal(2), "30009000", "2 boîtes")
    produit = paracetamol().produit
    prescrite = LignePrescrite(uid("prescrite"), oid_de(uid("document")), MEDECIN, INSTANT)
    simple = LigneDispensationCda(uid("d1"), produit, boites)
    riche = LigneDispensationCda(
        uid("d2"),
        produit,
        boites,
        prescrite,
        "1 comprimé matin et soir",
        "LOT-42/A",
        date(2028, 1, 31),
        "Générique du même groupe",
        "Au cours du repas",
        "Patient averti",
    )
    detail = LigneDispensationCda(
        uid("d6"), produit, Quantite(Decimal(7), "", "7 unités"), note="Non substituable (MTE-PH)"
    )
    preparation = LigneDispensationCda(
        uid("d3"), ProduitCda("Préparation magistrale"), Quantite(Decimal(1), "30015500", "1 récipient")
    )
    return {
        "simple": DispensationCda(INSTANT, (simple,)),
        "riche": DispensationCda(INSTANT, (riche, preparation)),
        "detail": DispensationCda(INSTANT, (detail,)),
        "substituee": DispensationCda(
            INSTANT,
            (
                LigneDispensationCda(uid("d4"), produit, boites, substitution="Générique du même groupe"),
                LigneDispensationCda(uid("d5"), produit, boites, prescrite),
            ),
        ),
        "douze": DispensationCda(
            INSTANT, tuple(replace(riche, identifiant=uid(f"d-{n}")) for n in range(12))
        ),
    }


def vaccinations() -> dict[str, VaccinationCda]:
    produit = ProduitCda(
        "VACCIN TETANIQUE PASTEUR, suspension injectable",
        "68747507",
        "3400932857241",
        atc=Code("J07AM", "vaccins tétaniques", "2.16.840.1.113883.6.73"),
    )
    simple = VaccinationCda(uid("v1"), produit, INSTANT.date())
    return {
        "simple": simple,
        "riche": replace(
            simple,
            lot="4456672",
            rang=2,
            voie=code("voie_vaccination", "20035000"),
            site=Code("16217701000119102", "deltoïde gauche", "2.16.840.1.113883.6.96"),
            type="BOOSTER",
            commentaire="Bien toléré",
        ),
        "externe": replace(simple, vaccinateur_libre="Dr Inconnu, Rome", date=date(2019, 5, 3)),
        "delegue": replace(simple, vaccinateur=infirmier(), type="INITIMMUNIZ", rang=1),
    }


def syntheses() -> dict[str, SyntheseCda]:
    cim = "2.16.840.1.113883.6.3"
    return {
        "vide": SyntheseCda(),
        "riche": SyntheseCda(
            problemes=(
                ProblemeCda(
                    uid("p1"), "Thyroïdite", Code("E06.3", "Thyroïdite auto-immune", cim), date(2020, 1, 1)
                ),
                ProblemeCda(uid("p2"), "Lombalgie <chronique> & invalidante"),
            ),
            antecedents=(
                ProblemeCda(uid("p3"), "AIT", Code("G45.9", "AIT", cim), date(2018, 1, 1), date(2018, 1, 3)),
            ),
            actes=(
                ActeCda(uid("a1"), "Appendicectomie", None, date(1999, 1, 1)),
                ActeCda(uid("a2"), "Suture"),
            ),
            allergies=(
                AllergieCda(uid("al1"), "Pénicilline", code("type_allergie", "416098002"), None, "Urticaire"),
                AllergieCda(
                    uid("al2"), "Arachide", code("type_allergie", "414285001"), debut=date(2001, 1, 1)
                ),
            ),
            traitements=(TraitementCda(uid("t1"), paracetamol().produit, "si besoin", date(2020, 1, 1)),),
            dispositifs=(DispositifPorteCda(uid("dm"), "Pacemaker", debut=date(2019, 8, 11)),),
            vaccinations=(vaccinations()["riche"],),
            resultats="Hypertriglycéridémie",
            risques_professionnels="Amiante",
        ),
    }
