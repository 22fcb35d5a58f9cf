"""A line of care is typed, filled in its form or read in the order: the three say the same."""

from uuid import UUID

import pytest

from ambroise.domain.acte_ligne import to_ligne, to_saisie
from ambroise.domain.acte_saisi import OUI, missing_in, parse_acte, write_acte
from ambroise.domain.acte_texte import count_of, render_acte, render_details, render_execution, render_titre
from ambroise.domain.formulaire_acte import FORMULAIRES
from ambroise.domain.libelle_acte import LibelleActe, find_libelles, resolve_libelle
from ambroise.domain.ligne_ordonnance import LigneOrdonnance
from ambroise.domain.ordonnance import TypeOrdonnance
from ambroise.domain.produit_prescrit import ActePrescrit, DispositifPrescrit, ProduitLibre

ID = UUID(int=7)
INFIRMIER, BIOLOGIE, IMAGERIE = (
    TypeOrdonnance.SOINS_INFIRMIERS,
    TypeOrdonnance.BIOLOGIE,
    TypeOrdonnance.IMAGERIE,
)
DISPOSITIF, KINE, TRANSPORT = (
    TypeOrdonnance.DISPOSITIFS,
    TypeOrdonnance.KINESITHERAPIE,
    TypeOrdonnance.TRANSPORT,
)

LIGNES = (
    *((type_, formulaire.exemple) for type_, formulaire in FORMULAIRES.items()),
    (INFIRMIER, "injection de ceftriaxone 1 g IM 1/j 5j dom dimanches ald"),
    (INFIRMIER, "bilan sanguin tous les lundis 2 mois"),
    (INFIRMIER, "ablation d’agrafes 1 acte site: hanche ; laisser la plaie au sec"),
    (DISPOSITIF, "lit médicalisé, location 3m ar2 ald lpp 1283879 qté 1"),
    (DISPOSITIF, "compresses stériles 10x10 2bt"),
    (DISPOSITIF, "attelle de genou gauche qté 1"),
    (KINE, "kiné respi 10x urgent dom"),
    (BIOLOGIE, "nfs, crp, tsh à jeun urgent"),
    (IMAGERIE, "radio thorax q: pneumopathie ? ctx: fièvre"),
    (TRANSPORT, "taxi conventionné de: domicile à: clinique du Parc, Lyon a/r 12 fois motif: dialyse ald"),
    (TypeOrdonnance.LIBRE, "régime pauvre en sel ; revoir dans un mois"),
)


@pytest.mark.parametrize(("type_", "texte"), LIGNES)
def test_a_line_reads_back_the_same_from_its_words_its_form_and_the_order(
    type_: TypeOrdonnance, texte: str
) -> None:
    saisie = parse_acte(type_, texte)
    assert missing_in(type_, saisie) == ""
    assert parse_acte(type_, write_acte(type_, saisie)) == saisie
    assert to_saisie(type_, to_ligne(type_, saisie, ID)) == saisie


def test_a_nurse_act_keeps_its_rhythm_its_length_and_where() -> None:
    ligne = to_ligne(
        INFIRMIER, parse_acte(INFIRMIER, "pansement talon gauche 1/j 10j domicile dimanches"), ID
    )
    acte = ligne.produit
    assert isinstance(acte, ActePrescrit)
    assert (acte.libelle, acte.frequence, acte.a_domicile, acte.dimanches_et_feries) == (
        "pansement talon",
        "1 fois par jour",
        True,
        True,
    )
    assert ligne.duree_traitement is not None
    assert ligne.duree_traitement.jours == 10
    assert render_titre(ligne) == "pansement talon, côté gauche"
    assert render_execution(ligne, INFIRMIER) == (
        "1 fois par jour pendant 10\u00a0jours, à domicile, dimanches et jours fériés compris"
    )


def test_grams_are_not_a_side_and_a_strength_is_not_a_count() -> None:
    saisie = parse_acte(INFIRMIER, "injection de ceftriaxone 1 g IM 1/j 5j")
    assert saisie.libelle == "injection de ceftriaxone 1 g IM"
    assert not saisie.valeur("cote")
    assert parse_acte(DISPOSITIF, "compresses 10x10 qté 3 boîtes").valeur("quantite") == "3 boîtes"


def test_free_texts_end_where_the_next_begins_and_keep_what_looks_like_a_field() -> None:
    saisie = parse_acte(IMAGERIE, "irm q: douleur droite urgente ? ctx: chute")
    assert dict(saisie.valeurs) == {"question": "douleur droite urgente ?", "contexte": "chute"}


def test_a_transport_says_from_to_how_many_and_why() -> None:
    ligne = to_ligne(
        TRANSPORT,
        parse_acte(TRANSPORT, "ambulance de: domicile à: CHU a/r 3 fois motif: dialyse accord préalable ald"),
        ID,
    )
    assert ligne.en_rapport_ald
    assert render_execution(ligne, TRANSPORT) == "3\u00a0transports"
    assert render_details(ligne) == (
        "Départ\u00a0: domicile",
        "Arrivée\u00a0: CHU",
        "Trajet\u00a0: aller-retour",
        "Motif médical\u00a0: dialyse",
        "Accord préalable demandé",
    )


def test_a_device_keeps_its_code_quantity_side_and_use() -> None:
    texte = "attelle de poignet droit lpp 2123456 qté 1 3m usage: la nuit ar1"
    ligne = to_ligne(DISPOSITIF, parse_acte(DISPOSITIF, texte), ID)
    assert ligne.produit == DispositifPrescrit("attelle de poignet, côté droit", "2123456", "1", "la nuit")
    assert ligne.renouvellements == 1
    assert render_acte(ligne, DISPOSITIF) == "1, pendant 3\u00a0mois, la nuit · Code LPP 2123456"
    assert (count_of("2 paires"), count_of("une paire")) == (2, None)


@pytest.mark.parametrize(
    ("type_", "texte", "mot"),
    [
        (INFIRMIER, "pansement domicile", "la durée ou le nombre"),
        (DISPOSITIF, "bas de contention 12m", "quantité"),
        (IMAGERIE, "irm du genou gauche", "question"),
        (TRANSPORT, "ambulance de: domicile à: CHU", "motif"),
        (TRANSPORT, "ambulance motif: dialyse à: CHU", "part"),
        (TRANSPORT, "ambulance motif: dialyse de: domicile", "va"),
        (BIOLOGIE, "à jeun", "ce qui est prescrit"),
    ],
)
def test_what_a_line_lacks_is_said_in_one_sentence(type_: TypeOrdonnance, texte: str, mot: str) -> None:
    manque = missing_in(type_, parse_acte(type_, texte))
    assert mot in manque
    assert manque.endswith(".")


def test_a_field_of_the_form_is_written_in_the_line_and_emptied_from_it() -> None:
    saisie = parse_acte(BIOLOGIE, "nfs").with_valeur("jeun", OUI).with_valeur("contexte", "fatigue")
    assert write_acte(BIOLOGIE, saisie) == "nfs à jeun ctx: fatigue"
    assert write_acte(BIOLOGIE, saisie.with_valeur("jeun", "").with_valeur("contexte", " ")) == "nfs"


@pytest.mark.parametrize(
    "texte",
    ["", " ; ", "q:", ": : :", "ald ald ald", "q: " * 200, "1/j " * 100, "\u202e\u0000\u200d", "🦴 droit"],
)
def test_no_typed_nonsense_breaks_the_reading(texte: str) -> None:
    for type_ in TypeOrdonnance:
        saisie = parse_acte(type_, texte)
        assert saisie.libelle == saisie.libelle.strip()


def test_a_line_of_another_kind_shows_its_name_alone() -> None:
    libre = LigneOrdonnance(ID, ProduitLibre("repos"))
    assert to_saisie(INFIRMIER, libre).valeurs == ()
    assert render_acte(libre, INFIRMIER) == ""


LIBELLES = (
    LibelleActe("Radiographie du thorax, face", "rx poumon"),
    LibelleActe("Radiographie du thorax, face et profil", "rx poumon"),
    LibelleActe("CRP", "protéine c réactive"),
)


def test_a_few_letters_find_a_usual_name_and_only_a_sure_one_is_taken_by_itself() -> None:
    assert [li.nom for li in find_libelles(LIBELLES, "rx tho")] == [LIBELLES[0].nom, LIBELLES[1].nom]
    assert find_libelles(LIBELLES, " ") == ()
    assert find_libelles(LIBELLES, "reactive proteine")[0].nom == "CRP"
    assert resolve_libelle(LIBELLES, "crp") == "CRP"
    assert resolve_libelle(LIBELLES, "rx thorax") == "rx thorax"
    assert resolve_libelle(LIBELLES, "cr") == "cr"


def test_packs_of_a_device_written_elsewhere_are_its_quantity() -> None:
    ligne = LigneOrdonnance(ID, DispositifPrescrit("Compresses"), boites=2)
    saisie = to_saisie(DISPOSITIF, ligne)
    assert missing_in(DISPOSITIF, saisie) == ""
    assert write_acte(DISPOSITIF, saisie) == "Compresses qté 2 boîtes"
