import base64
import io
import json
import warnings
import zipfile

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.schema import SchemaItem

from ambroise.persistence.database import Database, open_engine
from ambroise.persistence.migrate import current_revision, migrate, script_directory
from ambroise.persistence.profile import Profil
from ambroise.persistence.schema import is_current, latest_revision
from ambroise.persistence.search.patients import PatientSearch
from ambroise.persistence.tables import Base
from ambroise.usecases.errors import ProfilIllisible
from tests.fakes.temps import HorlogeReglable

HORS_MODELE = ("patient_fts", "texte_fts")
REVISIONS = [s.revision for s in reversed(list(script_directory().walk_revisions()))]


@pytest.fixture
def moteur() -> str:
    return "sqlite"


def is_modelled(objet: SchemaItem, nom: str | None, genre: str, *_: object) -> bool:
    return not (genre == "table" and (nom or "").startswith(HORS_MODELE))


def test_the_last_migration_equals_the_models(base: Database) -> None:
    with base.engine.connect() as connexion, warnings.catch_warnings():
        contexte = MigrationContext.configure(
            connexion, opts={"include_object": is_modelled, "compare_type": True}
        )
        assert compare_metadata(contexte, Base.metadata) == []


@pytest.mark.parametrize("depart", REVISIONS)
def test_each_migration_upgrades_a_base_holding_data(
    profil: Profil, cle: bytes, horloge: HorlogeReglable, depart: str
) -> None:
    engine = open_engine(profil.base, cle)
    migrate(engine, cible=depart)
    with engine.begin() as connexion:
        connexion.execute(text(PATIENT))
        connexion.execute(text("INSERT INTO brouillon VALUES ('c', 'texte', '2026-03-02 09:00:00.000000')"))
    engine.dispose()
    base = Database.open(profil, cle, horloge)
    with base.engine.connect() as connexion:
        assert current_revision(connexion) == REVISIONS[-1]
        assert connexion.scalar(text("SELECT nom_naissance FROM patient")) == "MARTIN"
        assert connexion.scalar(text("SELECT contenu FROM brouillon")) == "texte"
    base.close()
    copies = list(profil.sauvegardes.glob("avant-migration-*.sqlite"))
    assert len(copies) == (0 if depart == REVISIONS[-1] else 1)
    for copie in copies:
        ancienne = open_engine(copie, cle)
        with ancienne.connect() as connexion:
            assert current_revision(connexion) == depart
        ancienne.dispose()


def test_older_envois_say_their_ins_and_those_nobody_can_tell_of_are_to_be_signed_again(
    profil: Profil, cle: bytes, horloge: HorlogeReglable
) -> None:
    engine = open_engine(profil.base, cle)
    migrate(engine, cible="0003")
    with engine.begin() as connexion:
        connexion.execute(text(PATIENT))
        connexion.execute(
            text("UPDATE patient SET statut = 'qualifiée', ins_numero = '275126322074974', ins_oid = '1.2'")
        )
        for cle_envoi, etat, erreur, apres in (
            ("a", "en_attente", "", None),
            ("b", "à_reprendre", "Retenu : l’identité de ce patient n’est plus qualifiée.", None),
            ("c", "refusé", "Non.", None),
            ("d", "en_attente", "", "c"),
        ):
            connexion.execute(
                text(ENVOI), {"id": "0" * 31 + cle_envoi, "cle": cle_envoi, "etat": etat, "erreur": erreur}
            )
            if apres:
                connexion.execute(
                    text("UPDATE envoi SET apres = :apres WHERE cle_idempotence = :cle"),
                    {"apres": "0" * 31 + apres, "cle": cle_envoi},
                )
    engine.dispose()
    base = Database.open(profil, cle, horloge)
    with base.engine.connect() as connexion:
        lignes = connexion.execute(text("SELECT etat, ins_numero FROM envoi ORDER BY cle_idempotence"))
        assert [tuple(ligne) for ligne in lignes] == [
            ("en_attente", "275126322074974"),
            ("annulé", None),
            ("refusé", None),
            ("à_reprendre", "275126322074974"),
        ]
    base.close()


def test_the_ins_of_older_envois_is_read_from_what_they_carry(
    profil: Profil, cle: bytes, horloge: HorlogeReglable
) -> None:
    engine = open_engine(profil.base, cle)
    migrate(engine, cible="0007")
    autre, sien = "297022A02077878", "275126322074974"
    contenus = {
        "a": ("dmp", json.dumps({"matricule": autre, "oid": "1.2.250.1.213.1.4.8"})),
        "b": ("mssante", json.dumps({"xdm": base64.b64encode(archive(sien)).decode()})),
        "c": ("ordonnance_numerique", json.dumps({"entry": [{"identifier": [FHIR | {"value": autre}]}]})),
        "d": ("mssante", json.dumps({"boite": "b", "octets": "AAAA"})),
        "e": ("dmp", "illisible"),
        "f": ("mssante", json.dumps({"xdm": base64.b64encode(b"PK").decode()})),
        "0": ("execution_ordonnance", json.dumps({"identifier": FHIR | {"value": autre}})),
    }
    with engine.begin() as connexion:
        connexion.execute(text(PATIENT))
        connexion.execute(text(f"UPDATE patient SET ins_numero = '{sien}', ins_oid = 'le-sien'"))
        for nom, (type_, contenu) in contenus.items():
            lien = {"id": "0" * 31 + nom, "cle": nom, "etat": "remis", "erreur": ""}
            connexion.execute(text(ENVOI), lien)
            connexion.execute(
                text("UPDATE envoi SET type = :type, contenu = :contenu WHERE cle_idempotence = :cle"),
                {"type": type_, "contenu": contenu.encode(), "cle": nom},
            )
    engine.dispose()
    base = Database.open(profil, cle, horloge)
    with base.engine.connect() as connexion:
        lignes = connexion.execute(text("SELECT cle_idempotence, ins_numero, ins_oid FROM envoi"))
        assert {nom: (numero, oid) for nom, numero, oid in lignes if numero} == {
            "a": (autre, "1.2.250.1.213.1.4.8"),
            "b": (sien, "le-sien"),
            "c": (autre, "1.2.250.1.213.1.4.10"),
        }
    base.close()


def archive(matricule: str) -> bytes:
    """Return a ZIP with a CDA that bears a local identifier, then the INS under the OID of documents."""
    cda = f"""<recordTarget><patientRole><id root="1.2.3" extension="12"/>
        <id extension="{matricule}" root="1.2.250.1.213.1.4.10"/></patientRole></recordTarget>"""
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as fichier:
        fichier.writestr("IHE_XDM/SUBSET01/DOC0001.XML", cda)
    return octets.getvalue()


def test_a_migration_that_fails_leaves_nothing_behind(
    profil: Profil, cle: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(profil.base, cle)
    with engine.begin() as connexion:
        connexion.execute(text("CREATE TABLE patient (id TEXT)"))
    with pytest.raises(ProfilIllisible):
        migrate(engine)
    with engine.connect() as connexion:
        assert connexion.scalars(text("SELECT name FROM sqlite_schema")).all() == ["patient"]
    engine.dispose()


PATIENT = """
INSERT INTO patient (id, version, auteur, poste, cree_le, modifie_le, nom_naissance, prenoms_naissance,
  premier_prenom, sexe, date_naissance, date_estimee, lieu_naissance, nom_utilise, prenom_utilise, statut,
  justificatifs, attributs, telephone, email, adresse, code_postal, commune, nir_facturation)
VALUES ('0195555555557555855555555555555a', 1, 'a', 'p', '2026-03-02 09:00:00.000000',
  '2026-03-02 09:00:00.000000', 'MARTIN', 'ZOE', 'ZOE', 'F', '1980-03-12', 0, '', '', '', 'provisoire',
  '[]', '[]', '', '', '', '', '', '')
"""

LIGNE_INDEX = """
INSERT INTO patient_index (numero, patient_id, nom_naissance, nom_utilise, prenom, date_naissance, sexe,
  statut, tri)
VALUES (1, '0195555555557555855555555555555a', 'MARTIN', '', 'ZOE', '1980-03-12', 'F', 'provisoire',
  'martin zoe')
"""

DISPENSATION = """
INSERT INTO dispensation (id, version, auteur, poste, cree_le, modifie_le, numero_ordonnance, instant, rang,
  contenu)
VALUES (:id, 1, 'a', 'p', '2026-03-02 09:00:00.000000', '2026-03-02 09:00:00.000000', '01S2TBPZ2JCNZZYGHZ',
  '2026-03-02 09:00:00.000000', 1, :contenu)
"""

FHIR = {"system": "urn:oid:1.2.250.1.213.1.4.10"}

ENVOI = """
INSERT INTO envoi (id, version, auteur, poste, cree_le, modifie_le, type, patient_id, libelle,
  cle_idempotence, contenu, etat, essais, erreur, accuse)
VALUES (:id, 1, 'a', 'p', '2026-03-02 09:00:00.000000', '2026-03-02 09:00:00.000000', 'dmp',
  '0195555555557555855555555555555a', 'Ordonnance', :cle, x'00', :etat, 0, :erreur, '')
"""


def test_packs_that_left_before_are_known_by_their_serial_number(
    profil: Profil, cle: bytes, horloge: HorlogeReglable
) -> None:
    engine = open_engine(profil.base, cle)
    migrate(engine, cible="0011")
    ids = [f"019555555555755585555555555555{n:02x}" for n in range(3)]
    with engine.begin() as connexion:
        for id_, series in zip(ids, (["S1", None, "S1"], [], ["S2"]), strict=True):
            livrees = [{"code_cip13": "3400930226919", "numero_serie": serie} for serie in series]
            contenu = json.dumps({"_": "Dispensation", "lignes": [{"delivrances": livrees}]})
            connexion.execute(text(DISPENSATION), {"id": id_, "contenu": contenu})
    engine.dispose()
    base = Database.open(profil, cle, horloge)
    with base.engine.connect() as connexion:
        lues = connexion.execute(text("SELECT dispensation_id, numero_serie FROM boite_delivree ORDER BY 1"))
        assert [tuple(ligne) for ligne in lues] == [(ids[0], "S1"), (ids[2], "S2")]
    base.close()


def test_patients_known_before_are_found_by_their_address(
    profil: Profil, cle: bytes, horloge: HorlogeReglable
) -> None:
    engine = open_engine(profil.base, cle)
    migrate(engine, cible="0013")
    with engine.begin() as connexion:
        connexion.execute(text(PATIENT))
        connexion.execute(text("UPDATE patient SET email = 'Zoe@exemple.fr (travail); bureau'"))
        connexion.execute(text(LIGNE_INDEX))
    engine.dispose()
    base = Database.open(profil, cle, horloge)
    with base.engine.connect() as connexion:
        trouves = PatientSearch.on_connection(connexion, horloge().date()).search("zoe@ex", 30)
        assert [trouve.nom_naissance for trouve in trouves] == ["MARTIN"]
        assert connexion.scalar(text("SELECT count(*) FROM patient_cle")) == 1, "the bureau is no address"
    base.close()


def test_the_last_revision_is_told_as_the_library_tells_it() -> None:
    assert latest_revision() == script_directory().get_current_head()


def test_only_a_base_of_this_version_is_current(profil: Profil, cle: bytes) -> None:
    engine = open_engine(profil.base, cle)
    assert not is_current(engine), "empty"
    migrate(engine, cible=REVISIONS[-2])
    assert not is_current(engine), "older"
    migrate(engine)
    assert is_current(engine)
    with engine.begin() as connexion:
        connexion.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not is_current(engine), "newer"
    engine.dispose()
