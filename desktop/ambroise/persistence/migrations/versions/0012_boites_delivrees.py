"""Une boîte bipée au comptoir est reconnue quand elle a déjà été délivrée ici."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

LOT = 1000
"""Dispensings read at once."""


def upgrade() -> None:
    """Create the table and fill it with the packs of the dispensings already there."""
    boites = op.create_table(
        "boite_delivree",
        sa.Column("dispensation_id", sa.Uuid(), nullable=False),
        sa.Column("code_cip13", sa.String(13), nullable=False),
        sa.Column("numero_serie", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispensation_id"],
            ["dispensation.id"],
            name=op.f("fk_boite_delivree_dispensation_id_dispensation"),
        ),
        sa.PrimaryKeyConstraint(
            "dispensation_id", "code_cip13", "numero_serie", name=op.f("pk_boite_delivree")
        ),
    )
    op.create_index(
        "ix_boite_delivree_code_cip13_numero_serie", "boite_delivree", ["code_cip13", "numero_serie"]
    )
    base = op.get_bind()
    dispensations = sa.table("dispensation", sa.column("id", sa.Uuid()), sa.column("contenu", sa.Text()))
    lues = sa.select(dispensations.c.id, dispensations.c.contenu).order_by(dispensations.c.id)
    for lot in base.execute(lues).partitions(LOT):
        lignes = [
            {"dispensation_id": id_, "code_cip13": cip, "numero_serie": serie}
            for id_, contenu in lot
            for cip, serie in sorted(set(_packs(contenu)))
        ]
        if lignes:
            base.execute(sa.insert(boites), lignes)


def _packs(contenu: str) -> Iterator[tuple[str, str]]:
    """Return the product and the serial number of each pack of a dispensing that was scanned."""
    lu: dict[str, Any] = json.loads(contenu)
    for ligne in lu["lignes"]:
        for livree in ligne["delivrances"]:
            if livree.get("numero_serie"):
                yield livree["code_cip13"], livree["numero_serie"]
