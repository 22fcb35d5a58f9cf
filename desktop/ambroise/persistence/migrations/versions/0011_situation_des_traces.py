"""Chaque trace dit dans quelle situation d’exercice on travaillait, et non la seule ouverture de la session.

A program before it would find the new traces altered: the seats of an office change together.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the situation; the traces already there had none, and keep their digest."""
    op.add_column("audit", sa.Column("situation", sa.Text(), server_default="", nullable=False))
