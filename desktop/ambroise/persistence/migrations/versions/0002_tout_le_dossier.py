"""Le dossier reçoit antécédents, problèmes, vaccinations, tâches, courriers, comptes et rendez-vous."""

import sqlalchemy as sa
from alembic import op

from ambroise.persistence import sql_types
from ambroise.persistence.search.texts import index_text
from ambroise.persistence.triggers import refuse

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, their full text, and what the database itself refuses."""
    _create_tables()
    dialecte = op.get_bind().dialect.name
    if dialecte == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE texte_fts USING fts5(mots, content='', contentless_delete=1, "
            "detail=none, prefix='2 3', tokenize='ascii')"
        )
    else:
        op.execute("CREATE TABLE texte_fts (numero integer PRIMARY KEY, mots tsvector NOT NULL)")
        op.execute("CREATE INDEX ix_texte_fts_mots ON texte_fts USING gin (mots)")
    _index_existing_notes()
    for table in ("entree", "compte", "rendez_vous"):
        for ordre in refuse(dialecte, table, "DELETE"):
            op.execute(ordre)


def _index_existing_notes() -> None:
    connexion = op.get_bind()
    notes = sa.table(
        "consultation",
        sa.column("id", sa.Uuid()),
        sa.column("patient_id", sa.Uuid()),
        sa.column("motif", sa.Text()),
        sa.column("note", sa.Text()),
    )
    for id_, patient_id, motif, note in connexion.execute(sa.select(notes)).all():
        index_text(connexion, id_, patient_id, f"{motif} {note}")


def _create_tables() -> None:
    op.create_table(
        "compte",
        sa.Column("identifiant", sa.Text(), nullable=False),
        sa.Column("nom", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("du", sa.Date(), nullable=True),
        sa.Column("au", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("cree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compte")),
        sa.UniqueConstraint("identifiant", name=op.f("uq_compte_identifiant")),
    )
    op.create_table(
        "acces",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("identifiant", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_acces_patient_id_patient")),
        sa.PrimaryKeyConstraint("patient_id", "identifiant", name=op.f("pk_acces")),
    )
    op.create_table(
        "entree",
        sa.Column("genre", sa.String(length=40), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("le", sa.Date(), nullable=True),
        sa.Column("contenu", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("cree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("annule_le", sql_types.Instant(timezone=True), nullable=True),
        sa.Column("annule_par", sa.Text(), nullable=True),
        sa.Column("motif_annulation", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_entree_patient_id_patient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entree")),
    )
    op.create_index("ix_entree_genre_le", "entree", ["genre", "le"], unique=False)
    op.create_index("ix_entree_patient_id_genre_le", "entree", ["patient_id", "genre", "le"], unique=False)
    op.create_table(
        "rendez_vous",
        sa.Column("praticien", sa.Text(), nullable=False),
        sa.Column("lieu", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("debut", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("fin", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("etat", sa.String(length=32), nullable=False),
        sa.Column("arrive_le", sql_types.Instant(timezone=True), nullable=True),
        sa.Column("teleconsultation", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("cree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_rendez_vous_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rendez_vous")),
        sa.UniqueConstraint("uid", name=op.f("uq_rendez_vous_uid")),
    )
    op.create_index(op.f("ix_rendez_vous_patient_id"), "rendez_vous", ["patient_id"], unique=False)
    op.create_index("ix_rendez_vous_praticien_debut", "rendez_vous", ["praticien", "debut"], unique=False)
    op.create_table(
        "texte",
        sa.Column("numero", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("objet_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], name=op.f("fk_texte_patient_id_patient")),
        sa.PrimaryKeyConstraint("numero", name=op.f("pk_texte")),
        sa.UniqueConstraint("objet_id", name=op.f("uq_texte_objet_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_texte_patient_id"), "texte", ["patient_id"], unique=False)
