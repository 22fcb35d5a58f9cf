"""Chaque envoi dit l’INS qu’il porte ; il ne part que si cet INS est encore celui du patient."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Which INS an older envoi bears is not written in clear. What waits was signed under the INS of today, unless
# a doubt held it back since: then nobody can tell, and it is to be signed again.
ANNULER_LES_DOUTEUX = """
UPDATE envoi SET etat = 'annulé', prochaine = NULL, erreur =
  'Annulé, car l’INS que porte ce document ne peut plus être vérifié. Il est à signer de nouveau.'
WHERE etat = 'à_reprendre' AND erreur = 'Retenu : l’identité de ce patient n’est plus qualifiée.'
"""
DIRE_L_INS = """
UPDATE envoi SET
  ins_numero = (SELECT ins_numero FROM patient WHERE patient.id = envoi.patient_id AND statut = 'qualifiée'),
  ins_oid = (SELECT ins_oid FROM patient WHERE patient.id = envoi.patient_id AND statut = 'qualifiée')
WHERE type <> 'execution_ordonnance' AND etat IN ('en_attente', 'en_cours', 'à_reprendre')
"""
RETENIR_LES_BLOQUES = """
UPDATE envoi SET etat = 'à_reprendre', prochaine = NULL,
  erreur = 'Retenu : l’envoi qui devait partir avant celui-ci n’a pas été remis.'
WHERE etat = 'en_attente'
  AND apres IN (SELECT precedent.id FROM envoi AS precedent WHERE precedent.etat IN ('refusé', 'annulé'))
"""


def upgrade() -> None:
    """Add the INS of each envoi; free those that waited for ever behind a refused one."""
    op.add_column("envoi", sa.Column("ins_numero", sa.Text(), nullable=True))
    op.add_column("envoi", sa.Column("ins_oid", sa.Text(), nullable=True))
    for ordre in (ANNULER_LES_DOUTEUX, DIRE_L_INS, RETENIR_LES_BLOQUES):
        op.execute(ordre)
