"""What the frozen application runs."""

import sys

from ambroise.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
