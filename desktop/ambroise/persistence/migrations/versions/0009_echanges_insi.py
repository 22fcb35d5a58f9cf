"""Les échanges de la vérification de nuit avec l’INSi sont gardés six mois, hors du dossier."""

import sqlalchemy as sa
from alembic import op

from ambroise.persistence import sql_types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create what is kept for a time: nothing refuses its deletion."""
    op.create_table(
        "echange_insi",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("instant", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("operation", sa.String(32), nullable=False),
        sa.Column("resultat", sa.Text(), nullable=False),
        sa.Column("contenu", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_echange_insi_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_echange_insi")),
    )
    op.create_index("ix_echange_insi_patient_id", "echange_insi", ["patient_id"])
    op.create_index("ix_echange_insi_instant", "echange_insi", ["instant"])
