"""Print the packages that compute, with versions, licences and checksums: a software bill of materials."""

from __future__ import annotations

import argparse

__all__ = ["sbom"]

HELP = "print the packages that compute, as CycloneDX or as a table of licences"


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--licences", action="store_true", help="a table of licences, as CSV")


def sbom(*, licences: bool = False) -> int:
    """Print the packages that compute, with versions, licences and checksums: a software bill of materials.

    Parameters
    ----------
    licences : bool
        A table of licences as CSV, in place of the bill as CycloneDX 1.6 in JSON.

    Returns
    -------
    int
        0. DataError (3) where a package that is needed is not installed.

    Examples
    --------
    trialstats sbom > trialstats.cdx.json
    trialstats sbom --licences > licences.csv
    """
    import json

    from trialstats.plan.workflow import LOCK
    from trialstats.software.component import components
    from trialstats.software.cyclonedx import bill_of_materials
    from trialstats.software.licences import licence_table

    found = components(LOCK.read_text("utf-8") if LOCK.is_file() else "")
    if licences:
        print(licence_table(found), end="")
    else:
        print(json.dumps(bill_of_materials(found), indent=1))
    return 0
