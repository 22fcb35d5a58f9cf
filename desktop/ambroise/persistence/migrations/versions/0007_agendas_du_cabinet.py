"""L’agenda a des types de rendez-vous, des lieux et des horaires par praticien, et se souvient des séries."""

import sqlalchemy as sa
from alembic import op

from ambroise.persistence import sql_types
from ambroise.persistence.triggers import refuse

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the type and the series of an appointment, and the settings of the agendas."""
    op.add_column("rendez_vous", sa.Column("type", sa.Text(), nullable=False, server_default=""))
    op.add_column("rendez_vous", sa.Column("serie", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_rendez_vous_serie"), "rendez_vous", ["serie"])
    op.create_table(
        "reglage_agenda",
        sa.Column("praticien", sa.Text(), nullable=False),
        sa.Column("contenu", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("auteur", sa.Text(), nullable=False),
        sa.Column("poste", sa.Text(), nullable=False),
        sa.Column("cree_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("modifie_le", sql_types.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reglage_agenda")),
        sa.UniqueConstraint("praticien", name=op.f("uq_reglage_agenda_praticien")),
    )
    for ordre in refuse(op.get_bind().dialect.name, "reglage_agenda", "DELETE"):
        op.execute(ordre)
