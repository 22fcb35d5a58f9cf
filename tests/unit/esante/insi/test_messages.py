"""INSi answers are read whatever shape the live service gives them; the rest is refused."""

from datetime import date

import pytest
from lxml import etree

from esante import soap
from esante.errors import Malformed, Rejected
from esante.insi.messages import (
    NS_RESULTAT,
    AccesRefuse,
    ServiceIndisponible,
    build_contexte_bam,
    build_recherche_vitale,
    fault_error,
    parse_resultat,
)
from esante.insi.models import (
    AucuneIdentite,
    BeneficiaireVitale,
    IdentiteTrouvee,
    InsRecue,
    PlusieursIdentites,
    TraitsRecus,
    cle_matricule,
)
from esante.xml import parse_xml

ACTIF = (
    "<INSACTIF><IdIndividu><NumIdentifiant>{0}</NumIdentifiant><Cle>{1}</Cle></IdIndividu>"
    "<OID>{2}</OID></INSACTIF>"
)
NESSI = ACTIF.format("2770763220829", "10", "1.2.250.1.213.1.4.8")
TIQ = (
    "<TIQ><NomNaissance>NESSI</NomNaissance><ListePrenom>RUTH ISABELLE</ListePrenom><Sexe>F</Sexe>"
    "<DateNaissance>1977-07-14</DateNaissance><LieuNaissance>63220</LieuNaissance></TIQ>"
)


def resultat(individu: str | None, code: str = "00", libelle: str = "OK") -> etree._Element:
    inner = f"<INDIVIDU>{individu}</INDIVIDU>" if individu is not None else ""
    cr = f"<CR><CodeCR>{code}</CodeCR><LibelleCR>{libelle}</LibelleCR></CR>"
    return parse_xml(f'<RESULTAT xmlns="{NS_RESULTAT}">{cr}{inner}</RESULTAT>'.encode())


def test_one_person_is_found_with_her_traits() -> None:
    found = parse_resultat(resultat(NESSI + TIQ))
    assert isinstance(found, IdentiteTrouvee)
    assert found.ins.matricule == "277076322082910"
    assert (found.traits.nom_naissance, found.traits.prenoms) == ("NESSI", "RUTH ISABELLE")


def test_nobody_and_several_are_results_not_errors() -> None:
    assert parse_resultat(resultat(None, "01", "Aucune identite trouvee")) == AucuneIdentite(
        "Aucune identite trouvee"
    )
    assert isinstance(parse_resultat(resultat(None, "02", "Plusieurs")), PlusieursIdentites)


def test_an_unknown_code_is_kept_with_its_text() -> None:
    with pytest.raises(Rejected) as caught:
        parse_resultat(resultat(None, "42", "Inédit"))
    assert (caught.value.code, caught.value.libelle) == ("42", "Inédit")


@pytest.mark.parametrize("element", ["Prenom", "ListePrenom"])
def test_either_given_name_element_is_enough(element: str) -> None:
    traits = f"<TIQ><NomNaissance>NESSI</NomNaissance><{element}>RUTH</{element}></TIQ>"
    found = parse_resultat(resultat(NESSI + traits))
    assert isinstance(found, IdentiteTrouvee)
    assert found.traits.prenoms == "RUTH"
    assert found.traits.lieu_naissance is None


def test_history_is_read_in_both_orders_alone_or_many_and_kept_raw() -> None:
    first = (
        "<INSHISTO><DateDeb>2019-03-01</DateDeb><DateFin>2019-02-28</DateFin><IdIndividu>"
        "<NumIdentifiant>2090763220834</NumIdentifiant><Cle>39</Cle></IdIndividu><OID>o</OID></INSHISTO>"
    )
    last = (
        "<INSHISTO><IdIndividu><NumIdentifiant>2090663220123</NumIdentifiant></IdIndividu><OID>o</OID>"
        "<DateFin>2019-02-28</DateFin></INSHISTO>"
    )
    one = parse_resultat(resultat(NESSI + first + TIQ))
    two = parse_resultat(resultat(NESSI + first + last + TIQ))
    assert isinstance(one, IdentiteTrouvee)
    assert isinstance(two, IdentiteTrouvee)
    assert one.historique == (InsRecue("2090763220834", "39", "o", "2019-03-01", "2019-02-28"),)
    assert [h.matricule for h in two.historique] == ["209076322083439", "209066322012355"]


def test_a_wrong_key_is_received_as_sent() -> None:
    found = parse_resultat(resultat(ACTIF.format("1810363220456", "60", "o") + TIQ))
    assert isinstance(found, IdentiteTrouvee)
    assert found.ins.cle == "60"
    assert cle_matricule(found.ins.numero) == "76"


@pytest.mark.parametrize(
    ("numero", "cle"),
    [
        ("160012B020777", "13"),
        ("297022A020778", "78"),
        ("180032B020401", "23"),
        ("2070585756270", "97"),
        ("2790351215189", "89"),
        ("1090763220834", "89"),
    ],
)
def test_the_key_of_published_matricules(numero: str, cle: str) -> None:
    assert cle_matricule(numero) == cle


@pytest.mark.parametrize(
    "individu",
    [
        None,
        "",
        NESSI,
        TIQ,
        ACTIF.format("12", "10", "o") + TIQ,
        ACTIF.format("2770763220829", "X", "o") + TIQ,
        "<INSACTIF><IdIndividu><NumIdentifiant>2770763220829</NumIdentifiant></IdIndividu></INSACTIF>" + TIQ,
    ],
)
def test_an_answer_ok_without_the_whole_identity_is_malformed(individu: str | None) -> None:
    with pytest.raises(Malformed):
        parse_resultat(resultat(individu))


@pytest.mark.parametrize("data", [b"<RESULTAT/>", f'<AUTRE xmlns="{NS_RESULTAT}"/>'.encode()])
def test_an_answer_in_another_namespace_is_malformed(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_resultat(parse_xml(data))


def test_an_empty_body_is_malformed() -> None:
    with pytest.raises(Malformed):
        parse_resultat(None)


@pytest.mark.parametrize(
    ("texte", "expected"),
    [
        ("1977-07-14", (date(1977, 7, 14), False)),
        ("1977-07-00", (date(1977, 7, 1), True)),
        ("1977-00-14", (date(1977, 1, 14), True)),
        ("1977-13-05", (date(1977, 1, 5), True)),
        ("1977-00-00", (date(1977, 12, 31), True)),
        ("1977-02-31", (date(1977, 2, 28), True)),
        ("0000-01-01", None),
        ("14/07/1977", None),
        (None, None),
    ],
)
def test_a_lunar_date_becomes_a_day_that_exists(
    texte: str | None, expected: tuple[date, bool] | None
) -> None:
    assert TraitsRecus("N", "P", None, "F", texte, None).calendar_date() == expected


def fault(code: str, subcode: str, siram_code: str | None) -> Exception:
    detail = etree.Element("{urn:siram}Erreur")
    detail.text = "texte"
    if siram_code:
        detail.set("code", siram_code)
    body = soap.build_fault(code, "raison", subcodes=[("urn:siram", subcode)], detail=detail)
    read = soap.parse_envelope(soap.envelope_bytes(soap.build_envelope(body, action="a", message_id="m")))
    assert read.fault is not None
    return fault_error(read.fault)


@pytest.mark.parametrize(
    ("subcode", "code", "kind"),
    [
        ("siram_40", "insi_102", ServiceIndisponible),
        ("siram_40", None, ServiceIndisponible),
        ("siram_100", "desir_550", AccesRefuse),
        ("siram_100", "DESIR_560", AccesRefuse),
        ("FailedCheck", None, AccesRefuse),
        ("siram_100", "insi_24", Rejected),
        ("siram_41", "insi_101", ServiceIndisponible),
        ("siram_41", "insi_103", Rejected),
    ],
)
def test_each_published_code_says_what_to_do(subcode: str, code: str | None, kind: type[Exception]) -> None:
    error = fault("Sender", subcode, code)
    assert type(error) is kind
    assert getattr(error, "code") == (code or subcode)  # noqa: B009 (three classes share the field)
    assert getattr(error, "libelle") == "texte"  # noqa: B009


def test_a_fault_without_detail_keeps_its_reason() -> None:
    body = soap.build_fault("Receiver", "Panne")
    read = soap.parse_envelope(soap.envelope_bytes(soap.build_envelope(body, action="a", message_id="m")))
    assert read.fault is not None
    error = fault_error(read.fault)
    assert isinstance(error, Rejected)
    assert (error.code, error.libelle) == ("Receiver", "Panne")


def test_the_card_is_repeated_in_the_context() -> None:
    from datetime import UTC, datetime
    from uuid import UUID

    person = BeneficiaireVitale("2770763220829", "NESSI", "2010-08-07", "2", "1100863220830", "60", "10")
    context = etree.tostring(
        build_contexte_bam(UUID(int=1), datetime(2026, 1, 1, tzinfo=UTC), "899900063480", person)
    ).decode()
    for part in ("<bam:Num>2770763220829<", "<bam:Num>1100863220830<", "<bam:Rang>2<", "2010-08-07"):
        assert part in context
    body = etree.tostring(build_recherche_vitale(person)).decode()
    assert "MatriculeIndividu" in body
    assert "Cle" not in body
