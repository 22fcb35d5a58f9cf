"""A plausible past for the published test people: what a first look at their record finds.

Invented authors, invented content; letters, results, an order, a note of the patient, one masked document,
one archived and one replaced.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from esante.cda.ecriture import PARIS, oid_de
from esante.cda.models import (
    OID_INS_TEST,
    ActeDocumente,
    Adresse,
    Code,
    Entete,
    PatientCda,
    ProfessionnelCda,
    StructureCda,
)
from esante.cda.non_structure import build_non_structure
from esante.cda.valeurs import jeu_valeurs, types_document
from esante.sandbox.dmp.depot import Depot
from esante.sandbox.insi.personnes import PERSONNES, PersonneTest
from esante.xds.depuis_cda import describe_cda
from esante.xds.modeles import (
    AssociationXds,
    AuteurXds,
    EtatDocument,
    FicheDocument,
    LotSoumission,
    TypeAssociation,
    instant_utc,
    patient_id,
)

_ESPACE = UUID("3b3f2c64-2f0e-4a50-9d41-61d9f2f3a0b7")
_CLASSE_PATIENT = Code("90", "Documents du patient", "1.2.250.1.213.1.1.4.1")
_TYPE_PATIENT = Code(
    "DOCPAT02", "Traitement ou document de soins déposé par le patient", "1.2.250.1.213.1.1.4.12"
)


@dataclass(frozen=True)
class _Souvenir:
    """One document of the past: its type, when it was written, by whom, and its words."""

    nom: str
    type: str
    jours: int
    auteur: str
    titre: str
    lignes: tuple[str, ...]
    masques: tuple[str, ...] = ()
    etat: EtatDocument = EtatDocument.APPROUVE


_SOUVENIRS = (
    _Souvenir(
        "sortie",
        "11490-0",
        410,
        "hopital",
        "Lettre de liaison à la sortie, médecine interne",
        ("Hospitalisation de quatre jours pour pneumopathie.", "Évolution favorable sous amoxicilline."),
    ),
    _Souvenir(
        "biologie-1",
        "11502-2",
        180,
        "laboratoire",
        "Bilan lipidique et rénal",
        (
            "Cholestérol LDL\u00a0: 1,62 g/L",
            "Créatinine\u00a0: 8 mg/L, débit de filtration estimé\u00a0: 88 mL/min",
        ),
        etat=EtatDocument.OBSOLETE,
    ),
    _Souvenir(
        "biologie-2",
        "11502-2",
        178,
        "laboratoire",
        "Bilan lipidique et rénal (version corrigée)",
        (
            "Cholestérol LDL\u00a0: 1,26 g/L",
            "Créatinine\u00a0: 8 mg/L, débit de filtration estimé\u00a0: 88 mL/min",
        ),
    ),
    _Souvenir(
        "cardiologue",
        "11488-4",
        95,
        "cardiologue",
        "Consultation de cardiologie",
        (
            "Tension 138/82. Électrocardiogramme sinusal.",
            "Proposition\u00a0: poursuite du traitement, contrôle à un an.",
        ),
    ),
    _Souvenir(
        "annonce",
        "11488-4",
        30,
        "cardiologue",
        "Consultation d’annonce à prévoir",
        ("Résultat à annoncer au patient lors de la prochaine consultation.",),
        masques=("INVISIBLE_PATIENT",),
    ),
    _Souvenir(
        "certificat",
        "CERT_DECL",
        700,
        "cardiologue",
        "Certificat ancien",
        ("Certificat de non contre-indication au sport.",),
        etat=EtatDocument.ARCHIVE,
    ),
    _Souvenir(
        "patient",
        "PATIENT",
        12,
        "patient",
        "Mes traitements à la maison",
        ("Paracétamol en cas de douleur.", "Vitamine D tous les trois mois."),
    ),
)


def fill_passe(depot: Depot, patient: str, now: datetime) -> bool:
    """Fill the record of a published test person the first time it is looked at; tell whether it was."""
    person = _person(patient)
    if person is None or depot.is_connu(patient):
        return False
    with depot.transaction():
        depot.set_dossier(depot.dossier(patient))
        for souvenir in _SOUVENIRS:
            _remember(depot, person, patient, souvenir, now)
    return True


def page_pdf(titre: str, lignes: tuple[str, ...]) -> bytes:
    """Return a one-page PDF as small as one can be: what an old software might have sent."""

    def text(words: str) -> bytes:
        raw = words.encode("cp1252", "replace")
        return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")

    content = b"BT /F1 16 Tf 56 780 Td (" + text(titre) + b") Tj /F1 11 Tf"
    for ligne in lignes:
        content += b" 0 -24 Td (" + text(ligne) + b") Tj"
    content += b" ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    pdf, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(pdf)
    pdf += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    pdf += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return pdf + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def _remember(depot: Depot, person: PersonneTest, patient: str, souvenir: _Souvenir, now: datetime) -> None:
    written = (now - timedelta(days=souvenir.jours)).astimezone(PARIS).replace(hour=10, minute=12, second=0)
    uid = uuid5(_ESPACE, f"{patient}/{souvenir.nom}")
    known = souvenir.type if souvenir.type in types_document() else "11488-4"
    author = _auteurs()["cardiologue" if souvenir.auteur == "patient" else souvenir.auteur]
    header = Entete(
        identifiant=oid_de(uid),
        identifiant_lot=oid_de(uuid5(uid, "lot")),
        type=types_document()[known].type,
        titre=souvenir.titre,
        instant=written,
        patient=_patient(person, patient),
        auteurs=(author,),
        acte=ActeDocumente(None, written - timedelta(minutes=20)),
        modele=(),
        rencontre=_code("j142_type_rencontre", "AMB"),
    )
    data = build_non_structure(header, page_pdf(souvenir.titre, souvenir.lignes))
    fiche = replace(
        describe_cda(data, souvenir.masques),
        logical_id=f"urn:uuid:{uuid5(uid, 'logique')}",
        depot="1.2.250.1.213.4.1.1.1.2",
        etat=souvenir.etat,
    )
    if souvenir.auteur == "patient":
        fiche = _by_patient(fiche, person, patient)
    lot = LotSoumission(
        oid_de(uuid5(uid, "soumission")),
        "1.2.250.1.999.9",
        patient,
        fiche.auteurs[0],
        Code("07", "Consultations externes", "1.2.250.1.213.2.2"),
        instant_utc(written),
        souvenir.titre,
        entry_uuid=f"urn:uuid:{uuid5(uid, 'entree')}",
    )
    depot.add_lot(lot, instant_utc(written))
    depot.add(fiche, data, instant_utc(written))
    link = AssociationXds(TypeAssociation.CONTIENT, lot.entry_uuid, fiche.entry_uuid, "Original")
    depot.add_associations((link,))


def _by_patient(fiche: FicheDocument, person: PersonneTest, patient: str) -> FicheDocument:
    matricule = patient.split("^")[0]
    auteur = AuteurXds(
        f"{matricule}^{person.nom}^{person.prenoms.split()[0]}^^^^^^&{OID_INS_TEST}&ISO^D^^^NH"
    )
    return replace(
        fiche, type=_TYPE_PATIENT, classe=_CLASSE_PATIENT, auteurs=(auteur,), responsable=auteur.personne
    )


def _person(patient: str) -> PersonneTest | None:
    return next((p for p in PERSONNES if patient_id(f"{p.numero}{p.cle}", OID_INS_TEST) == patient), None)


def _patient(person: PersonneTest, patient: str) -> PatientCda:
    return PatientCda(
        nom_naissance=person.nom,
        premier_prenom=person.prenoms.split()[0],
        prenoms_naissance=person.prenoms,
        sexe=person.sexe,
        date_naissance=date.fromisoformat(person.naissance),
        matricule=patient.split("^")[0],
        oid_ins=OID_INS_TEST,
        lieu_naissance=person.lieu or "99999",
    )


def _code(jeu: str, code: str) -> Code:
    found = jeu_valeurs(jeu).find(code)
    if found is None:
        raise LookupError(f"{code} hors du jeu {jeu}")
    return found


def _auteurs() -> dict[str, ProfessionnelCda]:
    def author(
        identifiant: str, nom: str, prenom: str, specialite: str, structure: tuple[str, str, str, str]
    ) -> ProfessionnelCda:
        number, name, kind, setting = structure
        return ProfessionnelCda(
            identifiant,
            nom,
            prenom,
            _code("j01_specialite_auteur", specialite),
            StructureCda(
                number,
                name,
                Adresse(("1 rue des Essais",), "63000", "Clermont-Ferrand"),
                (),
                _code("j02_type_structure", kind),
                _code("j04_cadre_exercice", setting),
            ),
            titre="DR",
        )

    hospital = ("1630000001", "HOPITAL D’ESSAI", "SA01", "ETABLISSEMENT")
    laboratory = ("1630000002", "LABORATOIRE D’ESSAI", "SA25", "AMBULATOIRE")
    office = ("1630000003", "CABINET DE CARDIOLOGIE D’ESSAI", "SA07", "AMBULATOIRE")
    return {
        "hopital": author("899900000101", "INTERNE", "Iris", "G15_10/SM26", hospital),
        "laboratoire": author("899900000102", "BIOLOGISTE", "Basile", "G15_10/SM03", laboratory),
        "cardiologue": author("899900000103", "CARDIOLOGUE", "Claude", "G15_10/SM04", office),
    }
