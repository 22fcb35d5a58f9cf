"""The steps of the identity scenarios: the use cases over the in-memory store and the real sandbox INSi."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from ambroise.adapters.insi_certificat import FichiersInsi, InsiCertificat
from ambroise.domain.datamatrix_ins import decode_datamatrix, payload
from ambroise.domain.doublons import Rapprochement
from ambroise.domain.entrees import Tache
from ambroise.domain.envoi import RECTIFICATIONS, EtatEnvoi, TypeEnvoi
from ambroise.domain.identite import (
    OID_INS_NIR,
    AttributIdentite,
    Identite,
    IdentiteIns,
    Justificatif,
    QualificationRefusee,
    Sexe,
    TraitsIdentite,
    TypeJustificatif,
)
from ambroise.domain.ordonnance import StatutOrdonnance
from ambroise.domain.patient import Patient
from ambroise.domain.rattachement import PatientAnnonce
from ambroise.domain.saisie_traits import complete_date, normalize_nom, normalize_prenoms
from ambroise.usecases.errors import AmbroiseError, DoublonIns, ServiceInjoignable
from ambroise.usecases.identites import IdentiteService
from ambroise.usecases.identitovigilance import Disqualification, IdentitovigilanceService
from ambroise.usecases.ins_lues import LectureDifferente
from ambroise.usecases.ports_identite import InsAbsente, InsMultiple, InsTrouvee, ResultatInsi
from ambroise.usecases.rectification import RectificationService
from ambroise.usecases.retenue import A_SIGNER
from esante.sandbox.professionnels import MAX_LIBRE
from esante.sandbox.serveur import Sandbox
from tests.fakes.dossiers import make_envoi
from tests.unit.ambroise.usecases.conftest import Cabinet
from tests.unit.ambroise.usecases.test_ins_fige import AUTRE
from tests.unit.ambroise.usecases.test_rectification import FauxRectification, deposit_order

scenarios("identite/insi.feature", "identite/rniv.feature", "identite/datamatrix.feature")

ZOE = TraitsIdentite("ADRUN", "ZOE", Sexe.FEMININ, date(1975, 12, 31), "63220")
ENFANT = TraitsIdentite("NESSI", "MICHELANGELO ANTHONY", Sexe.MASCULIN, date(2010, 8, 7), "63220")
AZERTY = str.maketrans("1234567890.'-AQZWM", "&é\"'(-è_çà:ù)QAWZ?")


@dataclass
class Monde:
    """What a scenario has done so far."""

    cabinet: Cabinet
    sandbox: Sandbox
    patient: Patient | None = None
    resultat: ResultatInsi | None = None
    erreur: Exception | None = None
    identite: Identite | None = None
    disqualification: Disqualification | None = None
    proches: tuple[Rapprochement, ...] = ()
    date_saisie: tuple[date, bool] | None = None
    lu: TraitsIdentite | None = None
    avant: int = field(default=0)

    def __post_init__(self) -> None:
        carte = self.sandbox.autorite.carte(MAX_LIBRE).signature
        adresses = self.sandbox.adresses
        self.insi = InsiCertificat(
            FichiersInsi(
                adresses.services["insi"], carte.certificate_file, carte.key_file, adresses.autorite
            ),
            "AMBROISE-BAC-A-SABLE",
            UUID(int=7),
            self.cabinet.contexte.horloge,
            facturation=MAX_LIBRE.identifiant_facturation,
        )
        contexte, session = self.cabinet.contexte, self.cabinet.session
        self.identites = IdentiteService(contexte, session, self.insi)
        self.vigilance = IdentitovigilanceService(contexte, session)
        self.avant = len(self.sandbox.compteurs["insi"].accepted)

    @property
    def fiche(self) -> Patient:
        assert self.patient is not None
        with self.cabinet.contexte.uow() as uow:
            return uow.patients.get(self.patient.id)

    def ask(self, patient_id: UUID) -> ResultatInsi:
        """Ask INSi, and take the identity it found."""
        resultat = self.identites.search_insi(patient_id)
        if isinstance(resultat, InsTrouvee):
            self.identites.accept(patient_id, ins=resultat.identite)
        return resultat

    def try_(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (AmbroiseError, QualificationRefusee) as error:
            self.erreur = error


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("insi")) as sandbox:
        yield sandbox


@given("un médecin dont la session est ouverte", target_fixture="cabinet")
def _() -> Cabinet:
    # The sandbox checks the date of the assertion: this office lives at the present time.
    cabinet = Cabinet(horloge=lambda: datetime.now(UTC))
    cabinet.session.open("1234")
    return cabinet


@given("le téléservice INSi du bac à sable", target_fixture="monde")
def _(cabinet: Cabinet, sandbox: Sandbox) -> Monde:
    return Monde(cabinet, sandbox)


@given("une fiche créée pour Zoé Adrun")
def _(monde: Monde) -> None:
    monde.patient = monde.identites.create(ZOE)


@given("une fiche créée d'un datamatrix qui porte le matricule d'une autre personne")
def _(monde: Monde) -> None:
    monde.patient = monde.identites.create(
        ENFANT, lue=PatientAnnonce("275126322074974", OID_INS_NIR, ENFANT.nom_naissance)
    )


@given(parsers.parse('la fiche porte le lieu de naissance "{lieu}"'))
def _(monde: Monde, lieu: str) -> None:
    monde.vigilance.correct_traits(monde.fiche.id, replace(ZOE, lieu_naissance=lieu))


@given("l'identité est qualifiée")
def _(monde: Monde) -> None:
    monde.ask(monde.fiche.id)
    monde.identites.accept(monde.fiche.id, justificatif=TypeJustificatif.PASSEPORT)
    assert monde.fiche.identite.is_qualifiee


@given("un document qui attend de partir et un document déjà remis")
def _(monde: Monde) -> None:
    with monde.cabinet.contexte.uow() as uow:
        uow.envois.add(make_envoi(monde.fiche.id, "attend"))
        uow.envois.add(make_envoi(monde.fiche.id, "parti", etat=EtatEnvoi.REMIS))
        uow.commit()


CREEE = 'une fiche est créée pour "{nom}", "{prenoms}", sexe "{sexe}", née le "{naissance}"'


@when(parsers.re(CREEE.replace("{", "(?P<").replace("}", '>[^"]*)') + r'( à "(?P<lieu>[^"]*)")?$'))
def _(monde: Monde, nom: str, prenoms: str, sexe: str, naissance: str, lieu: str | None) -> None:
    traits = TraitsIdentite(nom, prenoms, Sexe(sexe), date.fromisoformat(naissance), lieu or "")
    monde.patient = monde.identites.create(traits)


@when(parsers.parse(CREEE.replace("créée", "saisie")))
def _(monde: Monde, nom: str, prenoms: str, sexe: str, naissance: str) -> None:
    traits = TraitsIdentite(
        normalize_nom(nom), normalize_prenoms(prenoms), Sexe(sexe), date.fromisoformat(naissance)
    )
    monde.patient = monde.identites.create(traits)


@when("l'INSi est interrogé")
def ask(monde: Monde) -> None:
    def act() -> None:
        monde.resultat = monde.ask(monde.fiche.id)

    monde.try_(act)


def show(monde: Monde, type_: TypeJustificatif) -> None:
    monde.identites.accept(monde.fiche.id, justificatif=type_)


ACTIONS: dict[str, Callable[[Monde], None]] = {
    "l'INSi est interrogé": ask,
    "un passeport est montré": lambda monde: show(monde, TypeJustificatif.PASSEPORT),
    "une carte Vitale est montrée": lambda monde: show(monde, TypeJustificatif.CARTE_VITALE),
    "rien n'est fait": lambda monde: None,
}


@when(parsers.re(r"(?P<actions>(rien n'est fait|un passeport est montré|l'INSi est interrogé puis).*)"))
def _(monde: Monde, actions: str) -> None:
    for action in actions.split(" puis "):
        ACTIONS[action](monde)


@when(parsers.parse('le premier prénom "{premier}" est saisi pour la liste "{liste}"'))
def _(monde: Monde, premier: str, liste: str) -> None:
    monde.vigilance.correct_traits(
        monde.fiche.id, replace(ZOE, prenoms_naissance=liste, premier_prenom=premier)
    )


@when(
    parsers.re(
        r'la date de naissance connue est jour "(?P<jour>\d*)", mois "(?P<mois>\d*)", année "(?P<annee>\d+)"'
    )
)
def _(monde: Monde, jour: str, mois: str, annee: str) -> None:
    monde.date_saisie = complete_date(int(annee), int(mois) if mois else None, int(jour) if jour else None)


@when("un extrait d'acte de naissance d'un enfant est montré seul")
def _(monde: Monde) -> None:
    extrait = Justificatif(TypeJustificatif.EXTRAIT_NAISSANCE, date(2026, 1, 1), "899900063480")
    monde.identite = Identite(ENFANT).with_justificatif(extrait)


@when("la pièce d'identité du parent est montrée aussi")
def _(monde: Monde) -> None:
    assert monde.identite is not None
    piece = Justificatif(TypeJustificatif.PIECE_PARENT, date(2026, 1, 1), "899900063480")
    monde.identite = monde.identite.with_justificatif(piece)


@when(parsers.parse('l\'identité est déclarée "{attribut}"'))
def _(monde: Monde, attribut: str) -> None:
    monde.vigilance.declare_doubt(monde.fiche.id, frozenset({AttributIdentite(attribut)}))


@when("l'INS est retirée parce que c'est une homonyme")
def _(monde: Monde) -> None:
    monde.disqualification = monde.vigilance.disqualify(monde.fiche.id, "homonyme")


@when(parsers.parse('le nom de naissance est corrigé en "{nom}"'))
def _(monde: Monde, nom: str) -> None:
    monde.try_(lambda: monde.vigilance.correct_traits(monde.fiche.id, replace(ZOE, nom_naissance=nom)))


@when("une seconde fiche est créée pour la même personne et interroge l'INSi")
def _(monde: Monde) -> None:
    seconde = monde.identites.create(ZOE, malgre_homonyme=True)
    monde.try_(lambda: monde.ask(seconde.id))


@when(parsers.parse('"{nom}" "{prenom}" née le même jour va être enregistrée'))
def _(monde: Monde, nom: str, prenom: str) -> None:
    traits = replace(ZOE, nom_naissance=nom, prenoms_naissance=prenom, premier_prenom=prenom)
    monde.proches = monde.vigilance.find_proches(traits)


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


@then(parsers.parse('l\'identité est "{statut}"'))
def _(monde: Monde, statut: str) -> None:
    assert monde.fiche.identite.statut == statut


@then(parsers.parse('le matricule est "{matricule}" d\'OID "{oid}"'))
def _(monde: Monde, matricule: str, oid: str) -> None:
    ins = monde.fiche.identite.ins
    assert ins is not None
    assert (ins.matricule.numero, ins.matricule.oid) == (matricule, oid)


@then(parsers.parse("l'INSi a été appelé {appels:d} fois"))
def _(monde: Monde, appels: int) -> None:
    assert monde.resultat is not None
    assert monde.resultat.appels == appels


@then(parsers.parse('l\'INSi répond "{reponse}"'))
def _(monde: Monde, reponse: str) -> None:
    expected = {"aucune identité": InsAbsente, "plusieurs identités": InsMultiple}[reponse]
    assert isinstance(monde.resultat, expected)


@then(parsers.parse('l\'INSi est injoignable avec le code "{code}"'))
def _(monde: Monde, code: str) -> None:
    assert isinstance(monde.erreur, ServiceInjoignable)
    assert monde.erreur.code == code


@then("la clé du matricule est juste")
def _(monde: Monde) -> None:
    ins = monde.fiche.identite.ins
    assert ins is not None
    assert ins.matricule.is_cle_valide


@then(parsers.parse('les traits envoyés sont "{nom}" et "{prenoms}"'))
def _(monde: Monde, nom: str, prenoms: str) -> None:
    traits = monde.fiche.identite.traits
    assert (traits.nom_naissance, traits.prenoms_naissance) == (nom, prenoms)


@then("l'historique est")
def _(monde: Monde, datatable: list[list[str]]) -> None:
    ins = monde.fiche.identite.ins
    assert ins is not None
    assert [[h.matricule.numero, h.debut or "", h.fin or ""] for h in ins.historique] == datatable[1:]


@then(parsers.parse('le libellé du matricule est "{libelle}"'))
def _(monde: Monde, libelle: str) -> None:
    ins = monde.fiche.identite.ins
    assert ins is not None
    assert ins.matricule.libelle_oid == libelle


@then(parsers.re(r"un avertissement parle (de la|du) (?P<sujet>.+)"))
def _(monde: Monde, sujet: str) -> None:
    assert any(sujet in phrase for phrase in monde.fiche.identite.avertissements)


@then("l'INSi a accepté deux assertions différentes")
def _(monde: Monde) -> None:
    # The sandbox refuses an assertion it has seen: two accepted requests are two assertions.
    assert len(monde.sandbox.compteurs["insi"].accepted) - monde.avant == 2
    assert isinstance(monde.resultat, InsTrouvee)


@then(parsers.re(r"le matricule (?P<reponse>(ne )?peut être transmis)"))
def _(monde: Monde, reponse: str) -> None:
    assert (monde.fiche.identite.matricule_transmissible is not None) is (reponse == "peut être transmis")


@then("le nom utilisé et le prénom utilisé sont vides")
def _(monde: Monde) -> None:
    assert (monde.fiche.identite.nom_utilise, monde.fiche.identite.prenom_utilise) == ("", "")


@then(parsers.parse('la date enregistrée est "{jour}" et elle est {estimee}'))
def _(monde: Monde, jour: str, estimee: str) -> None:
    assert monde.date_saisie == (date.fromisoformat(jour), estimee == "estimée")


@then("l'identité de l'enfant n'est pas prouvée")
def _(monde: Monde) -> None:
    assert monde.identite is not None
    assert not monde.identite.is_prouvee


@then("l'identité de l'enfant est prouvée")
def _(monde: Monde) -> None:
    assert monde.identite is not None
    assert monde.identite.is_prouvee


@then("la fiche ne porte plus ni matricule ni justificatif")
def _(monde: Monde) -> None:
    assert (monde.fiche.identite.ins, monde.fiche.identite.justificatifs) == (None, ())


@then("l'INSi ne peut plus être interrogé")
def _(monde: Monde) -> None:
    with pytest.raises(AmbroiseError, match="INSi"):
        monde.ask(monde.fiche.id)


@given("un message et un document du DMP remis sous son INS")
def _(monde: Monde) -> None:
    ins = monde.fiche.identite.matricule_transmissible
    with monde.cabinet.contexte.uow() as uow:
        for type_ in (TypeEnvoi.MSSANTE, TypeEnvoi.DMP):
            uow.envois.add(make_envoi(monde.fiche.id, type_.value, type=type_, etat=EtatEnvoi.REMIS, ins=ins))
        uow.commit()


@given("un document qui attend de partir sous son INS")
def _(monde: Monde) -> None:
    ins = monde.fiche.identite.matricule_transmissible
    with monde.cabinet.contexte.uow() as uow:
        uow.envois.add(make_envoi(monde.fiche.id, "attend", ins=ins))
        uow.commit()


@when("l'identité est requalifiée sous une autre INS")
def _(monde: Monde) -> None:
    monde.vigilance.disqualify(monde.fiche.id, "autre personne")
    autre = IdentiteIns(AUTRE, ZOE, monde.cabinet.contexte.horloge())
    assert monde.identites.accept(monde.fiche.id, ins=autre).identite.is_qualifiee


@then("le document est annulé et à signer de nouveau")
def _(monde: Monde) -> None:
    with monde.cabinet.contexte.uow() as uow:
        assert [e.is_perime for e in uow.envois.list()] == [True]
        (tache,) = uow.entrees.list(Tache, monde.fiche.id)
    assert tache.libelle.startswith("À signer de nouveau")


@then("rien n'est parti vers les destinataires")
def _(monde: Monde) -> None:
    with monde.cabinet.contexte.uow() as uow:
        assert not [e for e in uow.envois.list() if e.type in RECTIFICATIONS]


@when("le médecin prévient les destinataires")
def _(monde: Monde) -> None:
    service = RectificationService(monde.cabinet.contexte, monde.cabinet.session, FauxRectification())
    service.rectify(monde.fiche.id, {p.envoi.id for p in service.list_a_prevenir(monde.fiche.id)})


@then("un message rectificatif et une suppression du DMP attendent de partir")
def _(monde: Monde) -> None:
    with monde.cabinet.contexte.uow() as uow:
        attendent = [e.type for e in uow.envois.list([EtatEnvoi.EN_ATTENTE])]
    assert sorted(attendent) == [TypeEnvoi.RECTIFICATION, TypeEnvoi.SUPPRESSION_DMP]


@given("une ordonnance numérique déposée sous son INS")
def _(monde: Monde) -> None:
    deposit_order(monde.cabinet, monde.fiche.id)


@then("l'ordonnance est annulée ici et son annulation attend de partir")
def _(monde: Monde) -> None:
    with monde.cabinet.contexte.uow() as uow:
        assert [o.statut for o in uow.ordonnances.list(monde.fiche.id)] == [StatutOrdonnance.ANNULEE]
        (attend,) = uow.envois.list([EtatEnvoi.EN_ATTENTE])
    assert attend.type is TypeEnvoi.ANNULATION_ORDONNANCE


@then("elle est à signer de nouveau")
def _(monde: Monde) -> None:
    with monde.cabinet.contexte.uow() as uow:
        ouvertes = [t.libelle for t in uow.entrees.list(Tache, monde.fiche.id) if t.faite_le is None]
    assert [libelle.startswith(A_SIGNER) for libelle in ouvertes] == [True]


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


@then("le document qui attendait est retenu")
def _(monde: Monde) -> None:
    assert monde.disqualification is not None
    assert [e.cle_idempotence for e in monde.disqualification.retenus] == ["attend"]
    states = {e.cle_idempotence: e.etat for e in monde.cabinet.base.tables.envois.values()}
    assert states == {"attend": EtatEnvoi.A_REPRENDRE, "parti": EtatEnvoi.REMIS}


@then("le document remis est signalé")
def _(monde: Monde) -> None:
    assert monde.disqualification is not None
    assert [e.cle_idempotence for e in monde.disqualification.deja_remis] == ["parti"]


@then("la correction est refusée")
def _(monde: Monde) -> None:
    assert isinstance(monde.erreur, AmbroiseError)
    assert monde.fiche.identite.traits.nom_naissance == "ADRUN"


@then(parsers.parse('la qualification est refusée pour "{trait}"'))
def _(monde: Monde, trait: str) -> None:
    assert isinstance(monde.erreur, QualificationRefusee)
    assert monde.erreur.traits == (trait,)
    assert monde.fiche.identite.ins is None


@then("la seconde fiche est refusée comme doublon")
def _(monde: Monde) -> None:
    assert isinstance(monde.erreur, DoublonIns)


@then(parsers.parse('la fiche de Zoé Adrun est proposée, "{raison}"'))
def _(monde: Monde, raison: str) -> None:
    (proche,) = monde.proches
    assert proche.b == monde.fiche.id
    assert raison in proche.raisons


@then("la fiche n'a pas de datamatrix")
def _(monde: Monde) -> None:
    assert payload(monde.fiche.identite) is None


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
