"""A wide matrix of documents: every kind we produce, over the people and contents that break others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

from esante.cda.copie import with_copie_pdf
from esante.cda.dispensation import (
    DispensationCda,
    LigneDispensationCda,
    LignePrescrite,
    build_dispensation,
)
from esante.cda.ecriture import oid_de
from esante.cda.models import (
    OID_INS_NIA,
    OID_INS_NIR,
    OID_INS_TEST,
    Adresse,
    Code,
    PatientCda,
    ProfessionnelCda,
    StructureCda,
    Telecom,
    TypeParticipant,
)
from esante.cda.models import Participant as ParticipantCda
from esante.cda.non_structure import build_non_structure
from esante.cda.ordonnance import build_ordonnance
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
from esante.cda.synthese import build_synthese, build_vsm
from esante.cda.synthese_models import (
    ActeCda,
    AllergieCda,
    DispositifPorteCda,
    ProblemeCda,
    SyntheseCda,
    TraitementCda,
)
from esante.cda.vaccination import VaccinationCda, build_vaccination
from esante.cda.valeurs import jeu_valeurs, types_document
from tests.fakes.documents import (
    CABINET,
    INSTANT,
    MEDECIN,
    PATIENTE,
    PDF,
    PHARMACIEN,
    bande,
    code,
    entete,
    ordonnance,
    paracetamol,
    uid,
)

_LONG = "DE LA TOUR-D’AUVERGNE-LAURAGUAIS VON HOHENZOLLERN-SIGMARINGEN"
_EDQM = "0.4.0.127.0.16.1.1.2.1"


def matrice() -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of every document; a few hundred."""
    for genre in GENRES.values():
        yield from genre()


def _ordonnances() -> Iterator[tuple[str, bytes]]:
    for (who, patient), (author, auteur) in product(patients().items(), prescripteurs().items()):
        names = ["simple", "riche"] if author != "medecin" else list(ordonnances())
        for content in names:
            nom = f"ordonnance-{who}-{author}-{content}"
            header = entete(nom=nom, patient=patient, auteurs=(auteur,))
            yield nom, build_ordonnance(header, ordonnances()[content])


def _dispensations() -> Iterator[tuple[str, bytes]]:
    for (who, patient), (content, dispensation) in product(patients().items(), dispensations().items()):
        nom = f"dispensation-{who}-{content}"
        header = entete(nom=nom, patient=patient, auteurs=(PHARMACIEN,))
        yield nom, _paged(build_dispensation(header, dispensation))


def _vaccinations() -> Iterator[tuple[str, bytes]]:
    for (who, patient), (content, vaccination) in product(patients().items(), vaccinations().items()):
        for author in (MEDECIN, PHARMACIEN, infirmier(), sage_femme()):
            nom = f"vaccination-{who}-{content}-{author.specialite.code}"
            header = entete(nom=nom, patient=patient, auteurs=(author,))
            yield nom, _paged(build_vaccination(header, vaccination))
    simple = vaccinations()["simple"]
    for jeu, champ in (("site_vaccination", "site"), ("voie_vaccination", "voie")):
        for value in jeu_valeurs(jeu).codes:
            nom = f"vaccination-{champ}-{value.code}"
            precise = replace(simple, **{champ: value})  # type: ignore[arg-type]
            yield nom, _paged(build_vaccination(entete(nom=nom), precise))


def _syntheses() -> Iterator[tuple[str, bytes]]:
    for (who, patient), (content, synthese) in product(patients().items(), syntheses().items()):
        nom = f"{who}-{content}"
        for build, modele, genre in ((build_synthese, "60591-5", "ips"), (build_vsm, "SYNTH", "vsm")):
            header = entete(modele, f"{genre}-{nom}", patient=patient)
            yield f"{genre}-{nom}", _paged(build(header, synthese))


def _paged(cda: bytes) -> bytes:
    """Every structured document leaves with the copy of its page."""
    return with_copie_pdf(cda, lambda _: PDF)


def _non_structures() -> Iterator[tuple[str, bytes]]:
    for type_code in types_document():
        nom = f"n1-{type_code}"
        yield nom, build_non_structure(entete(type_code, nom), PDF)
    for media in ("text/plain", "text/rtf", "image/jpeg", "image/tiff"):
        nom = f"n1-{media.replace('/', '-')}"
        yield nom, build_non_structure(entete("11488-4", nom), b"contenu", media)


def patients() -> dict[str, PatientCda]:
    corse = "180032A123456"
    key = 97 - int(corse.replace("2A", "19")) % 97
    return {
        "habituelle": PATIENTE,
        "corse": replace(
            PATIENTE, sexe="M", matricule=f"{corse}{key:02}", oid_ins=OID_INS_NIR, nom_naissance="CASANOVA"
        ),
        "nia": replace(PATIENTE, oid_ins=OID_INS_NIA),
        "production": replace(PATIENTE, oid_ins=OID_INS_NIR),
        "sans-ins": replace(PATIENTE, matricule=None, oid_ins=None, lieu_naissance=None),
        "long": replace(
            PATIENTE,
            nom_naissance=_LONG,
            premier_prenom="MARIE-ANTOINETTE-JOSÉPHINE",
            prenoms_naissance="MARIE-ANTOINETTE-JOSÉPHINE ÉLÉONORE ŒDIPE",
            nom_utilise="D’ARTAGNAN & FILS <TEST>",
            prenom_utilise="Ÿ",
        ),
        "enfant": replace(PATIENTE, date_naissance=date(2025, 12, 30), nom_utilise=""),
        "centenaire": replace(PATIENTE, date_naissance=date(1921, 2, 28)),
        "sans-adresse": replace(PATIENTE, adresse=None, telecoms=(), ipp=None, oid_ipp=None),
        "joignable": replace(
            PATIENTE,
            telecoms=(
                Telecom("tel:+33 6 12 34 56 78", "MC"),
                Telecom("mailto:279035121518989@patient.mssante.fr"),
            ),
            adresse=Adresse(
                ("Chez M. X", "Bât. C", "28 avenue de Breteuil"), "75007", "Paris", "FRANCE", "H"
            ),
        ),
        "sexe-inconnu": replace(PATIENTE, sexe="I", oid_ins=OID_INS_TEST),
    }


def infirmier() -> ProfessionnelCda:
    return replace(
        MEDECIN,
        identifiant="00B6087510",
        nom="INFIRMCS ADELI8751",
        prenom="Olivier",
        specialite=code("j01_specialite_auteur", "G15_60"),
        titre="",
    )


def sage_femme() -> ProfessionnelCda:
    return replace(
        MEDECIN, specialite=code("j01_specialite_auteur", "G15_50"), civilite="MME", titre="", prenom="Ève"
    )


_CONTACTS = (
    Telecom("tel:0102030405", "WP"),
    Telecom("fax:0102030406"),
    Telecom("mailto:cabinet@example.org"),
)


def prescripteurs() -> dict[str, ProfessionnelCda]:
    maison = StructureCda(
        "1750512345",
        "Maison de santé « L’Été » & Cie",
        None,
        (),
        code("j02_type_structure", "SA52"),
        code("j04_cadre_exercice", "AMBULATOIRE"),
    )
    return {
        "medecin": MEDECIN,
        "ipa": replace(infirmier(), specialite=code("j01_specialite_auteur", "G15_60/SI01")),
        "sage-femme": sage_femme(),
        "maison": replace(MEDECIN, structure=maison, nom=_LONG, titre="PR"),
        "trois-contacts": replace(MEDECIN, structure=replace(CABINET, telecoms=_CONTACTS)),
        "sans-telephone": replace(MEDECIN, structure=replace(CABINET, telecoms=(), adresse=None)),
    }


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
    preparation = LigneDispensationCda(
        uid("d3"), ProduitCda("Préparation magistrale"), Quantite(Decimal(1), "30015500", "1 récipient")
    )
    return {
        "simple": DispensationCda(INSTANT, (simple,)),
        "riche": DispensationCda(INSTANT, (riche, preparation)),
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


def contextes() -> Iterator[tuple[str, bytes]]:
    """Yield what changes in the header alone: locum, secretary, replacement, encounter, hours of the year."""
    remplace = replace(MEDECIN, identifiant="899900000001", nom="REMPLACE")
    secretaire = replace(
        MEDECIN,
        identifiant="3499900063480001/SEC1",
        nom="SECRETAIRE",
        specialite=Code("SECRETARIAT_MEDICAL", "Secrétariat médical", "1.2.250.1.213.1.1.4.6"),
        titre="",
    )
    participant = ParticipantCda(TypeParticipant.REMPLACE, remplace, fonction=code("j47_fonction", "CORRE"))
    executant = ParticipantCda(TypeParticipant.EXECUTANT, PHARMACIEN, INSTANT + timedelta(days=1))
    changes: dict[str, dict[str, object]] = {
        "remplacant": {"participants": (participant,)},
        "executant": {"participants": (executant,)},
        "secretaire": {"auteurs": (MEDECIN, secretaire), "validateur": MEDECIN},
        "medecin-traitant": {"auteurs": (replace(MEDECIN, fonction=code("j47_fonction", "PCP")),)},
        "version-2": {"version": 2, "remplace": oid_de(uid("version-1"))},
        "domicile": {"rencontre": code("j142_type_rencontre", "HH"), "debut_rencontre": INSTANT},
        "teleconsultation": {
            "rencontre": code("j142_type_rencontre", "VR"),
            "debut_rencontre": INSTANT,
            "fin_rencontre": INSTANT + timedelta(minutes=20),
        },
        "restreint": {"confidentialite": "R"},
        "titre-long": {"titre": "Ordonnance " + "é" * 110},
        "heure-ete": {"instant": datetime(2026, 3, 29, 1, 0, tzinfo=UTC)},
        "heure-hiver": {"instant": datetime(2026, 10, 25, 0, 30, tzinfo=UTC)},
        "minuit": {"instant": datetime(2025, 12, 31, 23, 0, tzinfo=UTC)},
    }
    for nom, change in changes.items():
        yield f"contexte-{nom}", build_ordonnance(entete(nom=f"contexte-{nom}", **change), ordonnance())
        header = entete("11488-4", f"contexte-n1-{nom}", **change)
        yield f"contexte-n1-{nom}", build_non_structure(header, PDF)


GENRES = {
    "ordonnances": _ordonnances,
    "dispensations": _dispensations,
    "vaccinations": _vaccinations,
    "syntheses": _syntheses,
    "non_structures": _non_structures,
    "contextes": contextes,
}
