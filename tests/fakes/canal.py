"""Programs and channels of updates small enough for tests, and a next version that changes the database."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from ambroise.persistence import migrate, schema

PLATEFORME = "essai-x86_64"
REVISION_SUIVANTE = "9999"
_MIGRATION = f'''
"""Une note de plus, pour l’essai."""
import sqlalchemy as sa
from alembic import op

revision = "{REVISION_SUIVANTE}"
down_revision = "{{tete}}"
branch_labels = None
depends_on = None
additive = {{additive}}


def upgrade() -> None:
    op.create_table("essai", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("patient", sa.Column("essai", sa.Text(), nullable=True))
'''


def now() -> datetime:
    return datetime.now(UTC)


def make_programme(dossier: Path, version: str, corps: str = "exit 0") -> Path:
    """Write a frozen program that is a shell script, with a library beside it."""
    (dossier / "_internal").mkdir(parents=True)
    (dossier / "_internal" / "qualité.txt").write_text(f"version {version}", encoding="utf-8")
    programme = dossier / ("ambroise.exe" if sys.platform == "win32" else "ambroise")
    programme.write_text(f"#!/bin/sh\n# {version}\n{corps}\n", encoding="utf-8")
    programme.chmod(0o755)
    return dossier


def make_next_migrations(dossier: Path, *, additive: bool = False) -> Path:
    """Return a folder of migrations that has one more than this program's."""
    tete = migrate.script_directory().get_current_head()
    shutil.copytree(schema.MIGRATIONS, dossier, ignore=shutil.ignore_patterns("__pycache__"))
    texte = _MIGRATION.format(tete=tete, additive=additive)
    (dossier / "versions" / "9999_essai.py").write_text(texte, encoding="utf-8")
    return dossier
