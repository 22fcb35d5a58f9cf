"""Parse the arguments, compose the application, open the window or run a terminal command."""

import sys

from ambroise.bootstrap import Application
from ambroise.cli.commandes import build_parser, run_command
from ambroise.demo import commande


def main(argv: list[str] | None = None) -> int:
    """Run ``ambroise`` and return its exit code."""
    args = build_parser(commande).parse_args(argv)
    with Application(getattr(args, "profile", None)) as app:
        if args.famille is None:
            return app.run_interface()
        return run_command(args, app)


if __name__ == "__main__":
    sys.exit(main())
