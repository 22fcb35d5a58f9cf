"""La copie de l’ordonnance d’un stupéfiant délivré est gardée trois ans, puis détruite sur demande."""

import sqlalchemy as sa
from alembic import op

from ambroise.persistence import sql_types
from ambroise.persistence.triggers import refuse

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_CHANGE = "OLD.detruite_le IS NOT NULL OR NEW.detruite_le IS NULL"
"""A copy changes once, when it is destroyed."""


def upgrade() -> None:
    """Create the table; a copy is never deleted, and changes only by its destruction."""
    op.create_table(
        "copie_ordonnance",
        sa.Column("dispensation_id", sa.Uuid(), nullable=False),
        sa.Column("origine", sa.String(16), nullable=False),
        sa.Column("numeros", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.Column("detruite_le", sql_types.Instant(timezone=True), nullable=True),
        sa.Column("detruite_par", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("cree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispensation_id"],
            ["dispensation.id"],
            name=op.f("fk_copie_ordonnance_dispensation_id_dispensation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copie_ordonnance")),
    )
    op.create_index("ix_copie_ordonnance_dispensation_id", "copie_ordonnance", ["dispensation_id"])
    dialecte = op.get_bind().dialect.name
    for evenement, condition in (("DELETE", ""), ("UPDATE", _CHANGE)):
        for ordre in refuse(dialecte, "copie_ordonnance", evenement, condition):
            op.execute(ordre)
