"""The steps of the mail scenarios, played on the messages themselves."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from pytest_bdd import given, parsers, scenarios, then, when

from ambroise.adapters.page_document import page_pdf
from ambroise.bootstrap.documents import render_page
from esante.annuaire.index import import_extractions
from esante.annuaire.models import FicheAnnuaire
from esante.annuaire.recherche import Annuaire
from esante.cda.lecture import read_cda
from esante.cda.vaccination import build_vaccination
from esante.errors import Malformed
from esante.mssante.accuses import GenreAccuse, build_mdn
from esante.mssante.adresses import AdresseMss, make_adresse_patient
from esante.mssante.composition import build_message, make_identifiant, make_nom_pdf
from esante.mssante.lecture import read_message
from esante.mssante.message_lu import GenreMessage, MessageLu
from esante.mssante.models import DocumentsJoints, Expediteur, MessageMss, PdfJoint
from esante.sandbox.annuaire.generation import write_extractions
from tests.fakes.documents import entete
from tests.fakes.matrice_contenus import vaccinations
from tests.fakes.pdfa import assert_pdfa
from tests.unit.esante.xdm.test_archive import archive

scenarios("messagerie/messagerie.feature")

MOI = AdresseMss("max.libre@medecin.formation.mssante.fr")
CONFRERE = AdresseMss("claire.confrere@medecin.formation.mssante.fr")
INSTANT = datetime(2026, 11, 22, 9, tzinfo=UTC)
LETTRE = MessageMss(
    make_identifiant("acte", MOI),
    INSTANT,
    Expediteur(MOI, "LIBRE", "Max", "Dr", "Cabinet Libre"),
    (CONFRERE,),
    "Avis",
    "Bonjour, élève.",
)


@dataclass
class Echange:
    """What the steps of one scenario share."""

    message: MessageMss = LETTRE
    envoye: bytes = b""
    nom: str = ""
    trouves: tuple[FicheAnnuaire, ...] = ()
    lus: list[MessageLu] = field(default_factory=list)

    @property
    def mail(self) -> EmailMessage:
        mail = message_from_bytes(self.envoye, policy=default)
        assert isinstance(mail, EmailMessage)
        return mail


@pytest.fixture
def echange() -> Echange:
    return Echange()


def documents() -> DocumentsJoints:
    pdf = PdfJoint(make_nom_pdf(date(2026, 11, 22), "prescription", "PAT-TROIS", "DOMINIQUE"), b"%PDF-1.4")
    return DocumentsJoints(
        "Prescription", "PAT-TROIS", "DOMINIQUE", date(1979, 3, 28), ("57833-6",), True, archive(), (pdf,)
    )


@given("une lettre sans document")
def _letter(echange: Echange) -> None:
    assert echange.message.documents is None


@given("une lettre mise en forme")
def _formatted(echange: Echange) -> None:
    echange.message = replace(LETTRE, corps_html="<p>Bonjour, élève.</p>")


@given("un document de Dominique PAT-TROIS")
def _document(echange: Echange) -> None:
    echange.message = replace(LETTRE, documents=documents())


@given(parsers.parse("un document de Dominique PAT-TROIS dont l’INS est {ins}"))
def _document_ins(echange: Echange, ins: str) -> None:
    echange.message = replace(LETTRE, documents=replace(documents(), ins_complete=ins == "complète"))


@given("un document de Dominique PAT-TROIS qui annule et remplace")
def _replacing(echange: Echange) -> None:
    echange.message = replace(LETTRE, documents=replace(documents(), annule_et_remplace=True))


@given(parsers.parse('une réponse à "{answered}" qui répondait à "{first}"'))
def _answer(echange: Echange, answered: str, first: str) -> None:
    echange.message = replace(LETTRE, en_reponse_a=answered, references=(first,))


@given(parsers.parse('un message au patient "{matricule}" qui clôt l’échange'))
def _closing(echange: Echange, matricule: str) -> None:
    echange.message = replace(LETTRE, destinataires=(make_adresse_patient(matricule),), fin_echange=True)


@given("une lettre qui demande un accusé de lecture")
def _asking(echange: Echange) -> None:
    echange.message = replace(LETTRE, accuse_lecture=True)


@given(parsers.parse('un message reçu de "{adresse}"'))
def _received(echange: Echange, adresse: str) -> None:
    echange.lus.append(read_message(f"From: {adresse}\r\nSubject: merci\r\n\r\nMerci".encode()))


@given("l’annuaire national importé", target_fixture="index")
def _index(tmp_path: Path) -> Path:
    write_extractions(tmp_path / "livraison", 300, 50)
    import_extractions(tmp_path / "livraison", tmp_path / "annuaire.sqlite")
    return tmp_path / "annuaire.sqlite"


@when("le message est composé")
def _compose(echange: Echange) -> None:
    echange.envoye = build_message(echange.message, "NIL-ESSAI")


@when(parsers.parse('le PDF d’une "{kind}" du 22/11/2026 est nommé'))
def _name(echange: Echange, kind: str) -> None:
    echange.nom = make_nom_pdf(date(2026, 11, 22), kind, "Pat-trois", "DOMINIQUE")


@when(parsers.parse('on écrit au matricule "{matricule}"'))
def _address(echange: Echange, matricule: str) -> None:
    try:
        echange.nom = make_adresse_patient(matricule)
    except Malformed:
        echange.nom = "refusée"


@when("le destinataire le lit et rend l’accusé")
def _return(echange: Echange) -> None:
    read = read_message(echange.envoye)
    assert read.accuse_demande is not None
    answer = build_mdn(
        echange.envoye, CONFRERE, read.accuse_demande, GenreAccuse.LU, "<accuse@exemple.fr>", INSTANT,
        "NIL-ESSAI", automatique=False,
    )  # fmt: skip
    echange.lus.append(read_message(answer))


@when(parsers.re(r'on cherche "(?P<text>.*)" de profession "(?P<profession>.*)" à "(?P<town>.*)"'))
def _search(echange: Echange, index: Path, text: str, profession: str, town: str) -> None:
    with Annuaire(index) as annuaire:
        echange.trouves = annuaire.search(text, profession=profession or None, commune=town or None)


@then(parsers.parse('l’en-tête "{name}" vaut "{value}"'))
def _header(echange: Echange, name: str, value: str) -> None:
    assert echange.mail[name] == value


@then(parsers.parse('l’en-tête "{name}" est absent'))
def _no_header(echange: Echange, name: str) -> None:
    assert echange.mail[name] is None


@then(parsers.re(r'le corps est du "(?P<kind>[^"]+)"(?: en "(?P<charset>[^"]+)")?$'))
def _body(echange: Echange, kind: str, charset: str | None) -> None:
    assert echange.mail.get_content_type() == kind
    plain = echange.mail.get_body(("plain",))
    assert plain is not None
    assert "élève" in plain.get_content()
    if charset:
        assert echange.mail.get_content_charset() == charset


@then(parsers.parse('les pièces jointes sont "{names}"'))
def _attachments(echange: Echange, names: str) -> None:
    assert [part.get_filename() for part in echange.mail.iter_attachments()] == names.split(", ")


@then(parsers.parse('le destinataire lit l’objet "{subject}"'))
def _shown(echange: Echange, subject: str) -> None:
    assert read_message(echange.envoye).objet == subject


@then(parsers.parse('le destinataire reconnaît le matricule "{matricule}" né le "{birth}"'))
def _patient(echange: Echange, matricule: str, birth: str) -> None:
    patient = read_message(echange.envoye).patient
    assert patient is not None
    assert (patient.matricule, patient.date_naissance) == (matricule, birth)


@then(parsers.parse('son nom est "{name}"'))
@then(parsers.parse('l’adresse est "{name}"'))
def _named(echange: Echange, name: str) -> None:
    assert echange.nom == name


@then(parsers.parse('l’expéditeur s’affiche "{name}"'))
def _display(echange: Echange, name: str) -> None:
    assert echange.mail["From"].addresses[0].display_name == name


@then("le destinataire sait qu’il ne peut pas répondre")
def _closed(echange: Echange) -> None:
    assert read_message(echange.envoye).fin_echange


@then("l’expéditeur apprend que son message a été lu")
def _learnt(echange: Echange) -> None:
    (read,) = echange.lus
    assert read.accuse is not None
    assert (read.accuse.genre, read.accuse.message) == (GenreAccuse.LU, LETTRE.identifiant)


@then('l’objet dit "annule et remplace" après son préfixe')
def _says(echange: Echange) -> None:
    assert echange.mail["Subject"].startswith("XDM/1.0/DDM+annule et remplace ")


@then("le destinataire sait que le document en remplace un autre")
def _replaced(echange: Echange) -> None:
    assert read_message(echange.envoye).remplace


@then("il est rangé parmi ceux des patients")
def _apart(echange: Echange) -> None:
    assert echange.lus[0].genre is GenreMessage.PATIENT


@then("le premier trouvé est le Dr Max LIBRE et sa boîte")
def _found(echange: Echange) -> None:
    assert echange.trouves[0].identifiant == "899900063480"
    assert echange.trouves[0].bal[0].adresse == MOI


@given("une note de vaccination sans page")
def bare_note(echange: Echange) -> None:
    echange.envoye = build_vaccination(entete(nom="vaccination"), vaccinations()["simple"])


@when("elle est mise en page pour partir")
def paged(echange: Echange) -> None:
    echange.envoye = page_pdf(read_cda(echange.envoye), render_page)


@then(parsers.parse('la page est un PDF/A-1 qui dit "{mots}"'))
def archived(echange: Echange, mots: str) -> None:
    assert_pdfa(echange.envoye)
    pages = pypdf.PdfReader(BytesIO(echange.envoye)).pages
    assert mots in "".join(page.extract_text() for page in pages)
