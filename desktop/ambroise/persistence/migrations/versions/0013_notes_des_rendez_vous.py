"""Un rendez-vous porte des notes : ce qu’il faut apporter, qui rappeler."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the notes of an appointment; those already given have none."""
    op.add_column("rendez_vous", sa.Column("notes", sa.Text(), server_default="", nullable=False))
