"""Datasets as a test hands them in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from trialstats.standards.dataset import Change, Dataset
from trialstats.standards.prepare import prepare
from trialstats.standards.transport import transport_file
from trialstats.trialfile.parts.submission import Submission

INSTANT = dt.datetime(2026, 1, 31)


def prepared(frame: pd.DataFrame, labels: Mapping[str, str] | None = None, **said: Any) -> tuple[Dataset, list[Change]]:
    """Prepare a frame as the dataset adx."""
    return prepare("adx", "ADX", "A dataset", frame, labels or {}, Submission(**said))


def handed_in(frame: pd.DataFrame, labels: Mapping[str, str] | None = None, **said: Any) -> Dataset:
    return prepared(frame, labels, **said)[0]


def by_pandas(content: bytes) -> pd.DataFrame:
    """Read a transport file with the reader of pandas, which is not the one that wrote it."""
    frame: pd.DataFrame = pd.read_sas(BytesIO(content), format="xport", encoding="ascii")
    return frame


def by_pyreadstat(content: bytes, folder: Path) -> tuple[pd.DataFrame, Any]:
    import pyreadstat

    path = folder / "adx.xpt"
    path.write_bytes(content)
    read: tuple[pd.DataFrame, Any] = pyreadstat.read_xport(str(path))
    return read


def written(frame: pd.DataFrame, **said: Any) -> bytes:
    return transport_file(handed_in(frame, **said), INSTANT)
