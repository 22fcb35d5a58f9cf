"""Un compte s’ouvre aussi par un code, sans carte ; le journal des traces se cherche par date."""

import sqlalchemy as sa
from alembic import op

from ambroise.persistence import sql_types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the codes of the accounts and index the instants of the trail."""
    op.create_table(
        "code_compte",
        sa.Column("compte_id", sa.Uuid(), nullable=False),
        sa.Column("empreinte", sa.Text(), nullable=False),
        sa.Column("provisoire", sa.Boolean(), nullable=False),
        sa.Column("essais", sa.Integer(), nullable=False),
        sa.Column("attendre_jusqua", sql_types.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["compte_id"], ["compte.id"], name=op.f("fk_code_compte_compte_id_compte")),
        sa.PrimaryKeyConstraint("compte_id", name=op.f("pk_code_compte")),
    )
    op.create_index("ix_audit_instant", "audit", ["instant"])
