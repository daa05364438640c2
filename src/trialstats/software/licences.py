"""The licences of the packages as a table."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO

from trialstats.software.component import Component

__all__ = ["CHOSEN", "licence_table"]

COLUMNS = ("name", "version", "licence", "said_in", "copyleft", "note")
# Packages under the GPL that the program uses all the same, and why that is in order.
CHOSEN = {"pingouin": "chosen: imported in engines/with_pingouin.py alone, where it is used; see NOTICE"}


def licence_table(found: Sequence[Component]) -> str:
    """Write a line a package, as CSV: licence, where that is said, and how far its copyleft reaches."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found:
        licence = one.licence
        note = CHOSEN.get(one.name, "")
        writer.writerow([one.name, one.version, licence.name, licence.said_in, licence.copyleft, note])
    return text.getvalue()
