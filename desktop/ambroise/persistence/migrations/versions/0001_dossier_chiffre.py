"""Le cabinet a un dossier chiffré : patients, actes, envois et traces."""

import sqlalchemy as sa
from alembic import op

from ambroise.persistence import sql_types
from ambroise.persistence.triggers import prepare, refuse

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_JAMAIS_SUPPRIMES = (
    "patient",
    "consultation",
    "constante",
    "allergie",
    "document",
    "ordonnance",
    "envoi",
    "audit_tete",
)
_JAMAIS_CHANGES = ("audit", "revision", "contenu", "dispensation")
_FIGEE = " OR ".join(
    ["NEW.statut = 'brouillon'", "OLD.statut <> 'signee' AND NEW.statut <> OLD.statut"]
    + [f"NEW.{c} <> OLD.{c}" for c in ("id", "patient_id", "contenu", "date")]
    + [
        f"COALESCE(CAST(NEW.{c} AS TEXT), '') <> COALESCE(CAST(OLD.{c} AS TEXT), '')"
        for c in ("numero", "signee_le", "remplace")
    ]
)


def upgrade() -> None:
    """Create every table, then what the database itself refuses."""
    _create_tables()
    dialecte = op.get_bind().dialect.name
    if dialecte == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE patient_fts USING fts5(mots, content='', contentless_delete=1, "
            "detail=none, prefix='1 2 3', tokenize='ascii')"
        )
    else:
        op.execute("CREATE TABLE patient_fts (numero integer PRIMARY KEY, mots tsvector NOT NULL)")
        op.execute("CREATE INDEX ix_patient_fts_mots ON patient_fts USING gin (mots)")
    for ordre in prepare(dialecte):
        op.execute(ordre)
    for table in _JAMAIS_SUPPRIMES + _JAMAIS_CHANGES:
        for ordre in refuse(dialecte, table, "DELETE"):
            op.execute(ordre)
    for table in _JAMAIS_CHANGES:
        for ordre in refuse(dialecte, table, "UPDATE"):
            op.execute(ordre)
    for ordre in refuse(dialecte, "ordonnance", "UPDATE", f"OLD.statut <> 'brouillon' AND ({_FIGEE})"):
        op.execute(ordre)


def _create_tables() -> None:
    op.create_table(
        "audit",
        sa.Column("rang", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instant", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("objet", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("rang", name=op.f("pk_audit")),
        sa.UniqueConstraint("id", name=op.f("uq_audit_id")),
    )
    op.create_index("ix_audit_patient_id_rang", "audit", ["patient_id", "rang"], unique=False)
    op.create_table(
        "audit_tete",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("nombre", sa.Integer(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("sceau", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_tete")),
    )
    op.create_table(
        "brouillon",
        sa.Column("cle", sa.Text(), nullable=False),
        sa.Column("contenu", sa.Text(), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("cle", name=op.f("pk_brouillon")),
    )
    op.create_table(
        "compteur",
        sa.Column("nom", sa.String(length=40), nullable=False),
        sa.Column("dernier", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("nom", name=op.f("pk_compteur")),
    )
    op.create_table(
        "contenu",
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_contenu")),
    )
    op.create_table(
        "mot_proche",
        sa.Column("cle", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("mot", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("cle", "mot", name=op.f("pk_mot_proche")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "patient",
        sa.Column("nom_naissance", sa.Text(), nullable=False),
        sa.Column("prenoms_naissance", sa.Text(), nullable=False),
        sa.Column("premier_prenom", sa.Text(), nullable=False),
        sa.Column("sexe", sa.String(length=1), nullable=False),
        sa.Column("date_naissance", sa.Date(), nullable=False),
        sa.Column("date_estimee", sa.Boolean(), nullable=False),
        sa.Column("lieu_naissance", sa.Text(), nullable=False),
        sa.Column("nom_utilise", sa.Text(), nullable=False),
        sa.Column("prenom_utilise", sa.Text(), nullable=False),
        sa.Column("statut", sa.String(length=16), nullable=False),
        sa.Column("ins_numero", sa.String(length=15), nullable=True),
        sa.Column("ins_oid", sa.String(length=40), nullable=True),
        sa.Column("ins", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("justificatifs", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("attributs", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("adresse", sa.Text(), nullable=False),
        sa.Column("code_postal", sa.Text(), nullable=False),
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("nir_facturation", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("cree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("annule_le", sql_types.Instant(timezone=True), nullable=True),
        sa.Column("annule_par", sa.Text(), nullable=True),
        sa.Column("motif_annulation", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient")),
    )
    op.create_index("ix_patient_traits", "patient", ["nom_naissance", "date_naissance"], unique=False)
    op.create_index(
        "uq_patient_ins",
        "patient",
        ["ins_numero", "ins_oid"],
        unique=True,
        sqlite_where=sa.text("ins_numero IS NOT NULL AND annule_le IS NULL"),
        postgresql_where=sa.text("ins_numero IS NOT NULL AND annule_le IS NULL"),
    )
    op.create_table(
        "revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("objet", sa.String(length=32), nullable=False),
        sa.Column("objet_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("instant", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("avant", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("objet", "objet_id", "version", name=op.f("uq_revision_objet_objet_id_version")),
    )
    op.create_table(
        "allergie",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("libelle", sa.Text(), nullable=False),
        sa.Column("constatee_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("code_substance", sa.Text(), nullable=False),
        sa.Column("code_atc", sa.Text(), nullable=False),
        sa.Column("reaction", sa.Text(), nullable=False),
        sa.Column("gravite", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("cree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("annule_le", sql_types.Instant(timezone=True), nullable=True),
        sa.Column("annule_par", sa.Text(), nullable=True),
        sa.Column("motif_annulation", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_allergie_patient_id_patient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allergie")),
    )
    op.create_index(op.f("ix_allergie_patient_id"), "allergie", ["patient_id"], unique=False)
    op.create_table(
        "consultation",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("praticien", sa.Text(), nullable=False),
        sa.Column("debut", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("cree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("annule_le", sql_types.Instant(timezone=True), nullable=True),
        sa.Column("annule_par", sa.Text(), nullable=True),
        sa.Column("motif_annulation", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_consultation_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    op.create_index("ix_consultation_patient_id_debut", "consultation", ["patient_id", "debut"], unique=False)
    op.create_table(
        "dispensation",
        sa.Column("numero_ordonnance", sa.String(length=40), nullable=False),
        sa.Column("ordonnance_id", sa.Uuid(), nullable=True),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("instant", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("rang", sa.Integer(), nullable=False),
        sa.Column("contenu", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("cree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_dispensation_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispensation")),
    )
    op.create_index(
        op.f("ix_dispensation_numero_ordonnance"), "dispensation", ["numero_ordonnance"], unique=False
    )
    op.create_index(op.f("ix_dispensation_patient_id"), "dispensation", ["patient_id"], unique=False)
    op.create_table(
        "document",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("titre", sa.Text(), nullable=False),
        sa.Column("type_mime", sa.Text(), nullable=False),
        sa.Column("empreinte", sa.String(length=64), nullable=False),
        sa.Column("taille", sa.Integer(), nullable=False),
        sa.Column("ajoute_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("cree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("annule_le", sql_types.Instant(timezone=True), nullable=True),
        sa.Column("annule_par", sa.Text(), nullable=True),
        sa.Column("motif_annulation", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["empreinte"], ["contenu.empreinte"], name=op.f("fk_document_empreinte_contenu")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_document_patient_id_patient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_empreinte"), "document", ["empreinte"], unique=False)
    op.create_index("ix_document_patient_id_ajoute_le", "document", ["patient_id", "ajoute_le"], unique=False)
    op.create_table(
        "envoi",
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("libelle", sa.Text(), nullable=False),
        sa.Column("cle_idempotence", sa.Text(), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.Column("etat", sa.String(length=16), nullable=False),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("prochaine", sql_types.Instant(timezone=True), nullable=True),
        sa.Column("erreur", sa.Text(), nullable=False),
        sa.Column("accuse", sa.Text(), nullable=False),
        sa.Column("apres", sa.Uuid(), nullable=True),
        sa.Column("prise_le", sql_types.Instant(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("cree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.CheckConstraint(
            "etat IN ('en_attente', 'en_cours', 'remis', 'refusé', 'à_reprendre', 'annulé')",
            name=op.f("ck_envoi_etat"),
        ),
        sa.ForeignKeyConstraint(["apres"], ["envoi.id"], name=op.f("fk_envoi_apres_envoi")),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_envoi_patient_id_patient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envoi")),
        sa.UniqueConstraint("type", "cle_idempotence", name=op.f("uq_envoi_type_cle_idempotence")),
    )
    op.create_index(op.f("ix_envoi_apres"), "envoi", ["apres"], unique=False)
    op.create_index("ix_envoi_etat_prochaine", "envoi", ["etat", "prochaine"], unique=False)
    op.create_index(op.f("ix_envoi_patient_id"), "envoi", ["patient_id"], unique=False)
    op.create_table(
        "ordonnance",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("numero", sa.String(length=40), nullable=True),
        sa.Column("statut", sa.String(length=16), nullable=False),
        sa.Column("signee_le", sql_types.Instant(timezone=True), nullable=True),
        sa.Column("remplace", sa.Uuid(), nullable=True),
        sa.Column("remplacee_par", sa.Uuid(), nullable=True),
        sa.Column("annulation", sa.Text(), nullable=True),
        sa.Column("contenu", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("cree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_ordonnance_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ordonnance")),
        sa.UniqueConstraint("numero", name=op.f("uq_ordonnance_numero")),
    )
    op.create_index("ix_ordonnance_patient_id_date", "ordonnance", ["patient_id", "date"], unique=False)
    op.create_table(
        "patient_index",
        sa.Column("numero", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("nom_naissance", sa.Text(), nullable=False),
        sa.Column("nom_utilise", sa.Text(), nullable=False),
        sa.Column("prenom", sa.Text(), nullable=False),
        sa.Column("date_naissance", sa.Date(), nullable=False),
        sa.Column("sexe", sa.String(length=1), nullable=False),
        sa.Column("statut", sa.String(length=16), nullable=False),
        sa.Column("tri", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_patient_index_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_patient_index")),
        sa.UniqueConstraint("patient_id", name=op.f("uq_patient_index_patient_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "constante",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=True),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("valeur", sql_types.DecimalText(length=40), nullable=False),
        sa.Column("mesuree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("cree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("annule_le", sql_types.Instant(timezone=True), nullable=True),
        sa.Column("annule_par", sa.Text(), nullable=True),
        sa.Column("motif_annulation", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_constante_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_constante_patient_id_patient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_constante")),
    )
    op.create_index(op.f("ix_constante_consultation_id"), "constante", ["consultation_id"], unique=False)
    op.create_index(
        "ix_constante_patient_id_mesuree_le", "constante", ["patient_id", "mesuree_le"], unique=False
    )
    op.create_table(
        "patient_cle",
        sa.Column("genre", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("cle", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("numero", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["numero"], ["patient_index.numero"], name=op.f("fk_patient_cle_numero_patient_index")
        ),
        sa.PrimaryKeyConstraint("genre", "cle", "numero", name=op.f("pk_patient_cle")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_patient_cle_numero"), "patient_cle", ["numero"], unique=False)
