"""Les documents du dossier se cherchent par les mots qu’ils contiennent, et non par leur seul titre."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create where the words read are kept; the documents already there are read little by little."""
    op.create_table(
        "texte_document",
        sa.Column("empreinte", sa.String(64), nullable=False),
        sa.Column("etat", sa.String(16), nullable=False),
        sa.Column("texte", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["empreinte"], ["contenu.empreinte"], name=op.f("fk_texte_document_empreinte_contenu")
        ),
        sa.PrimaryKeyConstraint("empreinte", name=op.f("pk_texte_document")),
    )
    op.create_index("ix_texte_document_empreinte_etat", "texte_document", ["empreinte", "etat"])
