"""Parse the arguments, compose the application, open the window or run a terminal command."""


def main() -> int:
    """Run ``ambroise`` and return its exit code."""
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
