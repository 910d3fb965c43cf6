"""The last step of `make covered`: fails when more than one branch in twenty was not tried.

Reads what `coverage json` writes; coverage's own `fail_under` counts lines and branches together.
"""

import json
import sys

FLOOR = 95.0  # per cent


def main() -> None:
    """Say how many branches were tried, and fail when they are too few."""
    totals = json.load(sys.stdin)["totals"]
    tried = 100 * totals["covered_branches"] / totals["num_branches"]
    print(f"branches tried: {tried:.1f} %, at least {FLOOR:.0f} % are wanted")
    sys.exit(tried < FLOOR)


if __name__ == "__main__":
    main()
