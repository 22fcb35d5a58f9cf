"""Parse the arguments, compose the application, open the window or run a terminal command."""

import sys
from collections.abc import Sequence
from pathlib import Path

from ambroise.adapters import comparaison_isolee, textes_isoles
from ambroise.demarrage import importing
from esante import sandbox
from esante.cartes import isolation


def main(argv: list[str] | None = None) -> int:
    """Run ``ambroise`` and return its exit code."""
    words = sys.argv[1:] if argv is None else argv
    if words == [isolation.OPTION]:
        isolation.main()  # the frozen program, as the process of a PKCS#11 module
        return 0
    if words == [comparaison_isolee.OPTION]:
        comparaison_isolee.main()  # the frozen program, as the process that compares the files
        return 0
    if words == [textes_isoles.OPTION]:
        textes_isoles.main()  # the frozen program, as the process that reads the words of the documents
        return 0
    if len(words) == 2 and words[0] == sandbox.OPTION:
        from esante.sandbox.__main__ import main as serve

        return serve(Path(words[1]))  # the frozen program, as the sandbox
    if words[:1] == [sandbox.OPTION_PASSEUR]:
        from esante.sandbox import passeur

        return passeur.main(words[1:])  # the frozen program, holding the daemon of the virtual readers
    isolation.forbid_core_files()
    # Imported here so that the process of a module stays small.
    if fichier := _named_file(words):
        from ambroise.bootstrap.interface.lecture import read_file

        return read_file(fichier)
    if not words or (words[0] == "--profile" and len(words) == 2):
        return _show(Path(words[1]) if words else None)
    with importing():
        from ambroise.bootstrap.application import Application
        from ambroise.cli.commandes import build_parser, run_command
        from ambroise.cli.sortie import prepare_streams
        from ambroise.demo import commande

    prepare_streams()
    args = build_parser(commande).parse_args(argv)
    profil = getattr(args, "profile", None)
    if args.famille is None:
        return _show(profil)
    with Application(profil) as app:
        return run_command(args, app)


def _show(profil: Path | None) -> int:
    """Open the window of a profile; ask whose it is the first time."""
    # Qt is only paid for by who draws, and by them before all the rest: the window stands while it comes.
    with importing():
        from ambroise.bootstrap.interface import ouverture

    if profil is None and ouverture.is_first_launch():
        choix = ouverture.first_launch()
        if choix is None:
            return 0
        if choix.formation:
            from ambroise.demo import commande

            return commande.train()
    return ouverture.run_profile(profil)


def _named_file(words: Sequence[str]) -> Path | None:
    """Return the document a file manager asks to open: one word, with an ending as no command has."""
    fichier = Path(words[0]) if len(words) == 1 else Path()
    return fichier if fichier.suffix and fichier.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
