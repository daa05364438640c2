"""Check this installation: what is required of it, what is found, as a protocol to sign."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

__all__ = ["validate"]

HELP = "check this installation by its requirements, and write a protocol to sign"


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("only", nargs="*", metavar="ID", help="a requirement, MMRM-01, a subject, MMRM, or IQ, OQ, PQ")
    parser.add_argument(
        "--output", metavar="FOLDER", default="validation", help="where the protocol is written (validation)"
    )
    parser.add_argument("--quick", action="store_true", help="leave out what takes long; the protocol says so")
    parser.add_argument(
        "--lock", metavar="FILE", help="requirements.lock of the release, to hold the libraries against"
    )


def validate(
    only: Sequence[str] = (), *, output: str = "validation", quick: bool = False, lock: str | None = None
) -> int:
    """Check this installation: installation, operation and performance (IQ, OQ, PQ), where the user stands.

    Parameters
    ----------
    only : sequence of str
        Ids or subjects of requirements; all where there are none.
    output : str
        The folder of the protocol: protocol.html to print and sign, protocol.json with every comparison.
    quick : bool
        Whether simulations and runs of whole trials are left out.
    lock : str, optional
        A requirements.lock, to hold the installed libraries against.

    Returns
    -------
    int
        0; 6 where a requirement failed. SpecError (2) for an id that there is not.

    Examples
    --------
    trialstats validate                        # validation/protocol.html
    trialstats validate MMRM IQ-04             # some requirements or subjects alone
    trialstats validate --quick --output /tmp/validation
    """
    from trialstats.validate.perform import perform

    return perform(Path(output), only, quick=quick, lock=Path(lock) if lock else None)
