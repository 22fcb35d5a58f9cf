"""The steps of the datamatrix."""

from pytest_bdd import given, parsers, scenarios, then, when

from ambroise.domain.datamatrix_ins import decode_datamatrix, payload
from ambroise.domain.identite import (
    OID_INS_NIR,
    TraitsIdentite,
    TypeJustificatif,
)
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.usecases.ins_lues import LectureDifferente
from ambroise.usecases.ports_identite import InsTrouvee
from tests.features.identite.monde import ENFANT, Monde
from tests.unit.ambroise.usecases.conftest import Cabinet

scenarios("identite/datamatrix.feature")


AZERTY = str.maketrans("1234567890.'-AQZWM", "&é\"'(-è_çà:ù)QAWZ?")


@given("une fiche créée d'un datamatrix qui porte le matricule d'une autre personne")
def _(monde: Monde) -> None:
    monde.patient = monde.identites.create(
        ENFANT, lue=PatientAnnonce("275126322074974", OID_INS_NIR, ENFANT.nom_naissance)
    )


@when(parsers.parse("son datamatrix est lu par une douchette {douchette}"))
def _(monde: Monde, douchette: str) -> None:
    texte = payload(monde.fiche.identite)
    assert texte is not None
    deformations = {
        "fidèle": texte,
        "qui écrit le séparateur <GS>": texte.replace("\x1d", "<GS>"),
        "qui perd le séparateur": texte.replace("\x1d", ""),
        "américaine sur un clavier français": texte.replace("\x1d", "").translate(AZERTY),
    }
    monde.lu = read_traits(deformations[douchette])


@when("son datamatrix est lu dans un autre cabinet")
def _(monde: Monde) -> None:
    texte = payload(monde.fiche.identite)
    assert texte is not None
    ailleurs = Cabinet()
    ailleurs.session.open("1234")
    monde.identite = ailleurs.identites.create(read_traits(texte)).identite


def read_traits(texte: str) -> TraitsIdentite:
    lu = decode_datamatrix(texte)
    return TraitsIdentite(
        lu.nom_naissance,
        " ".join(lu.prenoms_naissance),
        lu.sexe,
        lu.date_naissance,
        lu.lieu_naissance or "",
    )


@when("l'INSi est interrogé et un passeport montré")
def _(monde: Monde) -> None:
    resultat = monde.identites.search_insi(monde.fiche.id)
    assert isinstance(resultat, InsTrouvee)
    monde.try_(
        lambda: monde.identites.accept(
            monde.fiche.id, ins=resultat.identite, justificatif=TypeJustificatif.PASSEPORT
        )
    )


@then("le matricule lu est dit différent")
def _(monde: Monde) -> None:
    assert isinstance(monde.erreur, LectureDifferente)


@then("la fiche a un datamatrix qui redonne ses traits")
def _(monde: Monde) -> None:
    texte = payload(monde.fiche.identite)
    assert texte is not None
    assert read_traits(texte) == monde.fiche.identite.traits


@then("les traits lus sont ceux de la fiche")
def _(monde: Monde) -> None:
    assert monde.lu == monde.fiche.identite.traits


@then(parsers.parse('la fiche créée là-bas est "{statut}"'))
def _(monde: Monde, statut: str) -> None:
    assert monde.identite is not None
    assert monde.identite.statut == statut
