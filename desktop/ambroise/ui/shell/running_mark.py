"""A file that stands while the application runs: found at start, it tells of a brutal stop."""

from datetime import datetime
from pathlib import Path


class RunningMark:
    """Put at start, taken away by a clean end; holds the instant and nothing else."""

    def __init__(self, profile_dir: Path) -> None:
        self._path = profile_dir / "en-cours"

    def put(self, now: datetime) -> datetime | None:
        """Leave the mark; return when the former run started if it never ended cleanly."""
        before: datetime | None = None
        try:
            before = datetime.fromisoformat(self._path.read_text(encoding="ascii").strip())
        except (OSError, ValueError):
            before = None
        try:
            self._path.write_text(now.isoformat(), encoding="ascii")
        except OSError:
            return before  # a read-only profile still opens
        return before

    def take_away(self) -> None:
        """End cleanly."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            return
