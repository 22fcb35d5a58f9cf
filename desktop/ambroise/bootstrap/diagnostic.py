"""Compose the diagnosis of a seat from what each part knows to examine."""

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import keyring
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringError

from ambroise.adapters.confiance import Confiance
from ambroise.adapters.diagnostic import ExamenCartes
from ambroise.adapters.diagnostic_reseau import ExamenReseau
from ambroise.adapters.environnement import TableEnvironnement
from ambroise.adapters.liaisons import Liaison
from ambroise.adapters.mandataire import proxy_of
from ambroise.adapters.remedes import remede
from ambroise.bootstrap.diagnostic_poste import (
    examine_certificats,
    examine_lecteurs_attendus,
    examine_mises_a_jour,
    examine_proxy,
    examine_serveur,
    other_addresses,
)
from ambroise.persistence.backup import last_backup
from ambroise.persistence.database import connect
from ambroise.persistence.keys import key_record, resolve_record
from ambroise.persistence.profile import Profil
from ambroise.resources import program_version
from ambroise.usecases.diagnostic import Controle, EtatControle, Examen, run_examens
from esante.cartes.acces import AccesCartes

_OK, _ALERTE, _ECHEC = EtatControle.OK, EtatControle.ALERTE, EtatControle.ECHEC
_SAUVEGARDE_ANCIENNE = timedelta(days=3)
_MINIMUM, _CONFORT = 200 * 1024**2, 2 * 1024**3


@dataclass(frozen=True)
class Diagnostic:
    """What was found: the lines, the ways tried to each host and port, and what runs where."""

    controles: tuple[Controle, ...]
    liaisons: tuple[Liaison, ...]
    contexte: list[str]


def examine_seat(
    profil: Profil,
    passphrase: str | None,
    acces: AccesCartes,
    table: TableEnvironnement | None,
    confiance: Confiance,
    horloge: Callable[[], datetime],
) -> Diagnostic:
    """Run every examination; ``table`` is ``None`` for a training profile whose sandbox does not run."""
    reglages = profil.reglages
    cartes = ExamenCartes(acces, reglages.module_pkcs11, horloge)
    examens: list[tuple[str, Examen]] = [
        ("lecteurs", cartes.examine_lecteurs),
        ("lecteurs attendus", lambda: examine_lecteurs_attendus(reglages, acces)),
        ("module de la CPS", cartes.examine_module),
        ("carte CPS", cartes.examine_cps),
        ("trousseau", lambda: examine_trousseau(profil)),
        (
            "base",
            lambda: (
                examine_serveur(profil, passphrase)
                if reglages.base_donnees
                else examine_base(profil, passphrase)
            ),
        ),
        ("sauvegarde", lambda: examine_sauvegarde(profil, horloge)),
        ("disque", lambda: examine_disque(profil.racine)),
        ("certificats", lambda: examine_certificats(profil, horloge)),
        ("mises à jour", lambda: examine_mises_a_jour(reglages)),
        ("proxy", lambda: examine_proxy(reglages)),
    ]
    liaisons: list[Liaison] = []
    if table is None:
        examens.append(("services", _no_sandbox))
    else:
        reseau = ExamenReseau(table, confiance, horloge, proxy_of(reglages), other_addresses(reglages))
        liaisons = reseau.liaisons
        examens += [
            ("autorités", reseau.examine_confiance),
            ("services", reseau.examine_services),
            ("horloge", reseau.examine_horloge),
        ]
    return Diagnostic(run_examens(examens), tuple(liaisons), describe_seat(reglages.environnement.value))


def describe_seat(environnement: str) -> list[str]:
    """Return the lines of a report that say what runs where; never who nor the machine's name."""
    return [
        f"Ambroise {program_version()}, environnement {environnement}",
        f"{platform.system()} {platform.release()} {platform.machine()}, Python {platform.python_version()}",
        f"Programme figé\u00a0: {'oui' if getattr(sys, 'frozen', False) else 'non'}",
    ]


def examine_trousseau(profil: Profil) -> Iterator[Controle]:
    """Tell where the key of the database is, or would be."""
    if key_record(profil.cles).get("lieu") == "phrase":
        yield Controle("trousseau", _OK, "La clé de ce profil est protégée par une phrase secrète.")
        return
    try:
        backend = keyring.get_keyring()
        if isinstance(backend, NoKeyring):
            raise KeyringError
        backend.get_password("ambroise-diagnostic", "absent")
    except (KeyringError, RuntimeError):
        yield Controle(
            "trousseau", _ALERTE, "Aucun trousseau de clés ne répond dans cette session.", remede("trousseau")
        )
    else:
        yield Controle("trousseau", _OK, f"{type(backend).__module__.rpartition('.')[2]} répond.")


def examine_base(profil: Profil, passphrase: str | None) -> Iterator[Controle]:
    """Open the database beside any other program and read its first page."""
    record = key_record(profil.cles)
    if not profil.base.exists() or not record:
        yield Controle("base", _OK, "Pas encore créée\u202f; elle le sera à la première ouverture.")
        return
    cle = resolve_record(record, passphrase)
    with closing(connect(profil.base, cle)) as connexion:
        pages = connexion.execute("PRAGMA page_count").fetchone()[0]
        taille = pages * connexion.execute("PRAGMA page_size").fetchone()[0]
        abimees = connexion.execute("PRAGMA cipher_integrity_check").fetchmany(3)
    if abimees:
        yield Controle(
            "base",
            _ECHEC,
            "Des pages de la base sont abîmées.",
            "N’écrivez plus rien et restaurez la dernière sauvegarde\u00a0: ambroise restore.",
        )
    else:
        yield Controle("base", _OK, f"Chiffrée, lisible, {taille / 1024**2:.1f} Mio.")


def _sans_sauvegarde(profil: Profil) -> str:
    if profil.reglages.dossier_sauvegarde:
        return "Aucune sauvegarde de ce profil."
    return "Aucune sauvegarde de ce profil, et aucun lieu de sauvegarde n’est réglé."


def examine_sauvegarde(profil: Profil, horloge: Callable[[], datetime]) -> Iterator[Controle]:
    """Tell how old the last verified backup is."""
    derniere = last_backup(profil)
    if not profil.base.exists() and not profil.reglages.base_donnees:
        yield Controle("sauvegarde", _OK, "Rien à sauvegarder encore.")
    elif profil.reglages.base_donnees and not profil.reglages.dossier_sauvegarde:
        constat = (
            "Ce poste n’a pas de lieu de sauvegarde\u00a0: un autre doit sauvegarder le serveur, "
            "l’écran «\u00a0Sauvegardes\u00a0» dit quand."
        )
        yield Controle("sauvegarde", _OK, constat)
    elif derniere is None or horloge() - derniere > _SAUVEGARDE_ANCIENNE:
        constat = (
            _sans_sauvegarde(profil)
            if derniere is None
            else f"La dernière bonne sauvegarde date du {derniere:%d/%m/%Y}."
        )
        conseil = "Branchez le disque et sauvegardez\u00a0: ambroise backup DOSSIER."
        yield Controle("sauvegarde", _ALERTE, constat, conseil)
    elif not profil.reglages.dossier_sauvegarde:
        yield Controle(
            "sauvegarde",
            _ALERTE,
            f"Celle du {derniere:%d/%m/%Y} est bonne, mais aucun lieu n’est réglé\u00a0: "
            "rien ne se sauvegarde seul.",
            "Donnez un lieu à l’écran «\u00a0Sauvegardes\u00a0».",
        )
    else:
        yield Controle("sauvegarde", _OK, f"Vérifiée le {derniere:%d/%m/%Y à %H:%M} (UTC).")


def examine_disque(dossier: Path) -> Iterator[Controle]:
    """Tell the room left where the profile is."""
    libre = shutil.disk_usage(dossier).free
    texte = f"{libre / 1024**3:.1f} Gio libres."
    if libre < _MINIMUM:
        yield Controle(
            "disque", _ECHEC, texte, "Libérez de la place\u00a0: plus rien ne pourra être enregistré."
        )
    elif libre < _CONFORT:
        yield Controle("disque", _ALERTE, texte, "Libérez de la place avant la prochaine sauvegarde.")
    else:
        yield Controle("disque", _OK, texte)


def _no_sandbox() -> Iterator[Controle]:
    yield Controle(
        "services",
        _OK,
        "Profil de formation\u00a0: le bac à sable démarre avec l’application.",
    )
    yield Controle("autorités", _OK, "Celles du bac à sable, créées avec lui.")
    yield Controle("horloge", _OK, "Non comparée\u00a0: aucun service n’est à joindre.")
