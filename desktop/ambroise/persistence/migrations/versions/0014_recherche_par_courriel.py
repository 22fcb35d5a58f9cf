"""Un patient se trouve par son adresse électronique, comme par son téléphone."""

import sqlalchemy as sa
from alembic import op

from ambroise.persistence.search.index import Genre, mail_keys

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ADRESSES = """
SELECT patient_index.numero, patient.email FROM patient
JOIN patient_index ON patient_index.patient_id = patient.id
WHERE patient.email <> '' AND patient.annule_le IS NULL
"""
CLE = "INSERT INTO patient_cle (genre, cle, numero) VALUES (:genre, :cle, :numero)"


def upgrade() -> None:
    """Give each file in use the search keys of its addresses."""
    connexion = op.get_bind()
    cles = [
        {"genre": int(Genre.COURRIEL), "cle": cle, "numero": numero}
        for numero, email in connexion.execute(sa.text(ADRESSES))
        for cle in mail_keys(email)
    ]
    if cles:
        connexion.execute(sa.text(CLE), cles)
