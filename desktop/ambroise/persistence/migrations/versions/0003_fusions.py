"""Deux dossiers d’une même personne se lisent comme un seul, et peuvent être séparés."""

import sqlalchemy as sa
from alembic import op

from ambroise.persistence import sql_types
from ambroise.persistence.triggers import refuse

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of merges; a merge is undone, never deleted."""
    op.create_table(
        "fusion",
        sa.Column("conserve_id", sa.Uuid(), nullable=False),
        sa.Column("absorbe_id", sa.Uuid(), nullable=False),
        sa.Column("motif", sa.Text(), nullable=False),
        sa.Column("conserve_avant", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("defaite_le", sql_types.Instant(timezone=True), nullable=True),
        sa.Column("defaite_par", sa.Text(), nullable=True),
        sa.Column("defaite_motif", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("cree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["absorbe_id"], ["patient.id"], name=op.f("fk_fusion_absorbe_id_patient")),
        sa.ForeignKeyConstraint(["conserve_id"], ["patient.id"], name=op.f("fk_fusion_conserve_id_patient")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fusion")),
    )
    op.create_index(op.f("ix_fusion_absorbe_id"), "fusion", ["absorbe_id"], unique=False)
    op.create_index(op.f("ix_fusion_conserve_id"), "fusion", ["conserve_id"], unique=False)
    for ordre in refuse(op.get_bind().dialect.name, "fusion", "DELETE"):
        op.execute(ordre)
