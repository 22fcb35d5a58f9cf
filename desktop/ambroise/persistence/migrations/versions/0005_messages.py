"""Les messages des boîtes sécurisées se lisent sans réseau : leur copie est dans la base chiffrée."""

import sqlalchemy as sa
from alembic import op

from ambroise.persistence import sql_types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the copy of the boxes; it is a cache and may be emptied, so nothing refuses its deletion."""
    op.create_table(
        "dossier_boite",
        sa.Column("boite", sa.Text(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("modseq", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("boite", "role", name=op.f("pk_dossier_boite")),
    )
    op.create_table(
        "message",
        sa.Column("boite", sa.Text(), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("uid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("recu_le", sql_types.Instant(timezone=True), nullable=False),
        sa.Column("lu", sa.Boolean(), nullable=False),
        sa.Column("classe", sa.Boolean(), nullable=False),
        sa.Column("porte_document", sa.Boolean(), nullable=False),
        sa.Column("du_patient", sa.Boolean(), nullable=False),
        sa.Column("a_lire", sa.Boolean(), nullable=False),
        sa.Column("accuse_de", sa.Text(), nullable=False),
        sa.Column("entete", sa.Text(), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("boite", "dossier", "uid", name=op.f("pk_message")),
    )
    op.create_index("ix_message_role_recu_le", "message", ["role", "recu_le"])
    op.create_index("ix_message_a_lire", "message", ["boite", "a_lire", "recu_le"])
    op.create_index("ix_message_accuse_de", "message", ["accuse_de"])
