"""SAS transport files, version 5, as the FDA and PMDA take them.

pyreadstat writes them; it checks no lengths (`prepare` does), and it writes down the time of day. That stands at four
places of the file (SAS technical note TS-140), which hold the declared instant instead: the same data give the same
bytes.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from trialstats.standards.dataset import Dataset, Type, Variable

__all__ = ["transport_file"]

# Where a file of one dataset says when it was made and changed, and in how many bytes.
INSTANTS, WIDTH = (144, 160, 464, 480), 16
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
EPOCH = pd.Timestamp("1960-01-01")  # from which SAS counts days and seconds


def transport_file(dataset: Dataset, instant: dt.datetime) -> bytes:
    """Give the bytes of the transport file of a dataset, made at `instant`."""
    import pyreadstat

    frame = pd.DataFrame({one.name: stored(dataset.frame[one.name], one) for one in dataset.variables})
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{dataset.file}.xpt"
        pyreadstat.write_xport(
            frame,
            str(path),
            table_name=dataset.name,
            file_label=dataset.label,
            column_labels=[one.label for one in dataset.variables],
            variable_format={one.name: one.format for one in dataset.variables if one.format},
            file_format_version=5,
        )
        content = bytearray(path.read_bytes())
    for at in INSTANTS:
        content[at : at + WIDTH] = written(instant)
    return bytes(content)


def stored(values: pd.Series[Any], variable: Variable) -> pd.Series[Any]:
    """Give values as SAS stores them: days or seconds since 1960 as numbers, texts as they stand, '' for none."""
    if variable.type == Type.TEXT:
        return values.astype("object").where(values.notna(), "")
    if variable.type not in (Type.DATE, Type.DATETIME):
        return values.astype("float64")
    passed = values - EPOCH
    unit = pd.Timedelta(days=1) if variable.type == Type.DATE else pd.Timedelta(seconds=1)
    return (passed / unit).astype("float64")


def written(instant: dt.datetime) -> bytes:
    """Write an instant as SAS does, in English whatever the language of the system: 31JAN26:00:00:00."""
    day = f"{instant.day:02d}{MONTHS[instant.month - 1]}{instant.year % 100:02d}"
    return f"{day}:{instant:%H:%M:%S}".encode("ascii")
