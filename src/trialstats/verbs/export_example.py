"""Write the data of an example trial, which a public package holds, under data/."""

from __future__ import annotations

import argparse
from pathlib import Path

__all__ = ["export_example"]

HELP = "write data of a public package for an example trial"


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("example", help="name of the trial")


def export_example(example: str) -> int:
    """Write the data of an example trial, which a public package holds, under data/.

    Parameters
    ----------
    example : str
        Name of the trial.

    Returns
    -------
    int
        0. DataError (3) where the package is absent, or has no such trial.

    Examples
    --------
    trialstats export-example cdisc_pilot
    """
    from trialstats.steps.export import export_example

    for path in export_example(example, Path("data") / example):
        print(path)
    return 0
