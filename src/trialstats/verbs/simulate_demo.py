"""Write the synthetic data of the built-in trial."""

from __future__ import annotations

import argparse
from pathlib import Path

__all__ = ["simulate_demo"]

HELP = "write the synthetic data of the built-in trial"


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", help="where they go")


def simulate_demo(folder: str) -> int:
    """Write the synthetic data of the built-in trial.

    Parameters
    ----------
    folder : str
        Where they go.

    Returns
    -------
    int
        0. The paths are printed.

    Examples
    --------
    trialstats simulate-demo data/laser
    """
    from trialstats.simulate.laser import simulate_laser

    for path in simulate_laser(Path(folder)):
        print(path)
    return 0
