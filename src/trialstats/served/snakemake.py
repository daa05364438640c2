"""`python -m trialstats.steps.snakemake`: Snakemake, which ends when the run that started it ends, also by force."""

from __future__ import annotations

import sys

from trialstats.served.child import end_with_parent


def main() -> None:
    end_with_parent()
    from snakemake.cli import main as snakemake

    sys.argv[0] = "snakemake"
    snakemake()


if __name__ == "__main__":
    main()
