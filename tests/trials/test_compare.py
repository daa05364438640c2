"""What R and SAS printed of the CDISC pilot beside our results: how each was made is found by computing it.

R: mmrm 0.3.18 with emmeans (tests/reference/mmrm_adas.json). SAS: table 14-3.01 of the study report, and LSMEANS of
PROC MIXED with baseline by visit.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import chdir
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pandas as pd
import pytest
from ruamel.yaml import YAML

from tests.in_process import ROOT, copy_trial_file, run_steps
from tests.tiny import call
from trialstats.compare.variants import Variant
from trialstats.plan.layout import Layout
from trialstats.steps import compare
from trialstats.steps.export import export_example
from trialstats.trialfile.trial import Trial

pytestmark = [pytest.mark.xdist_group("trials"), pytest.mark.slow]

WAYS = {
    ("us", "Satterthwaite", "Asymptotic", True): ["degrees of freedom: Satterthwaite"],
    ("us", "Between-Within", "Asymptotic", True): ["degrees of freedom: between-within"],
    ("us", "Satterthwaite", "Empirical", True): ["sandwich standard errors: cr0"],
    ("csh", "Residual", "Asymptotic", True): ["covariance structure: csh", "degrees of freedom: residual"],
    ("us", "Satterthwaite", "Asymptotic", False): ["likelihood: ML", "degrees of freedom: Satterthwaite"],
}

ANALYSES = ("ancova_locf", "mmrm", "mmrm_base_by_visit")
NOT_COMPARED = ("documents", "listing", "listings", "report", "manuscript", "manifest")


@pytest.fixture(scope="module")
def cdisc_pilot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Run the analyses that are compared, and no display; what is tried is fitted once for all tests."""
    top = tmp_path_factory.mktemp("compared")
    copy_trial_file("cdisc_pilot", top)
    with chdir(top):
        keep_analyses(Path("config/trials/cdisc_pilot.yaml"))
        export_example("cdisc_pilot", Path("data/cdisc_pilot"))
        run_steps("cdisc_pilot", without=NOT_COMPARED)
    with patch.object(compare, "computed", fitted_once()):
        yield top


def keep_analyses(file: Path) -> None:
    """Leave of the trial file what three of its analyses need."""
    yaml = YAML()
    said = yaml.load(file)
    for key in ("tables", "figures", "hypotheses"):
        del said[key]
    del said["estimands"]["observed"]["sensitivity"]
    said["analyses"] = {name: said["analyses"][name] for name in ANALYSES}
    yaml.dump(said, file)


def fitted_once() -> Any:
    """Compute as `compare` does, and remember the rows of each analysis with each set of changes."""
    computed, known = compare.computed, dict[tuple[str, tuple[str, ...]], pd.DataFrame | None]()

    def remembering(trial: Trial, layout: Layout, name: str) -> Any:
        fresh = computed(trial, layout, name)

        def rows(changes: Sequence[Variant]) -> pd.DataFrame | None:
            key = name, tuple(change.words for change in changes)
            if key not in known:
                known[key] = fresh(changes)
            return known[key]

        return rows

    return remembering


def fit(covariance: str, method: str, vcov: str, reml: bool) -> dict[str, Any]:
    fits = json.loads((ROOT / "tests/reference/mmrm_adas.json").read_text("utf-8"))
    asked = {"covariance": covariance, "method": method, "vcov": vcov, "reml": reml, "grouped": False}
    found: dict[str, Any] = next(one for one in fits if asked.items() <= one.items())
    return found


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way)))
def test_the_way_of_r_is_found(way: tuple[str, str, str, bool], cdisc_pilot: Path) -> None:
    with chdir(cdisc_pilot):
        write(Path("contrasts.csv"), fit(*way)["contrasts"])
        outcome = call("compare", "cdisc_pilot", "contrasts.csv", "--analysis", "mmrm")
    assert outcome.code == 1
    assert "explained: all agree with" in outcome.out
    assert all(words in outcome.out for words in WAYS[way])


def test_kenward_roger_linear_of_r_is_ours(cdisc_pilot: Path) -> None:
    """An unstructured covariance is linear in its parameters: KR and KR(LINEAR) are one there."""
    found = fit("us", "Kenward-Roger", "Kenward-Roger-Linear", True)
    with chdir(cdisc_pilot):
        write(Path("contrasts.csv"), found["contrasts"])
        write(Path("means.csv"), found["lsmeans"])
        assert call("compare", "cdisc_pilot", "contrasts.csv").out == "mmrm: 24 of 24 numbers agree\n"
        assert call("compare", "cdisc_pilot", "means.csv").code == 0


def test_r_mmrm_own_kenward_roger_is_not_explained_and_named(cdisc_pilot: Path) -> None:
    with chdir(cdisc_pilot):
        write(Path("contrasts.csv"), fit("us", "Kenward-Roger", "Kenward-Roger", True)["contrasts"])
        outcome = call("compare", "cdisc_pilot", "contrasts.csv", "--analysis", "mmrm")
    assert outcome.code == 1
    assert "not explained" in outcome.out
    assert "R mmrm's default `Kenward-Roger`" in outcome.out


def test_numbers_that_sas_printed_agree(cdisc_pilot: Path) -> None:
    report = "TRTP,_TRTP,Estimate,StdErr,Lower,Upper,Probt\n"
    report += (
        "Xanomeline Low Dose,Placebo,-0.5,0.82,-2.1,1.1,0.569\nXanomeline High Dose,Placebo,-1.0,0.84,-2.7,0.7,0.233\n"
    )
    means = "Effect,TRTP,AVISIT,Estimate\n"
    printed = {"Placebo": 2.3291, "Xanomeline Low Dose": 1.7352, "Xanomeline High Dose": 1.5009}
    means += "".join(f"TRTP*AVISIT,{arm},Week 24,{mean}\n" for arm, mean in printed.items())
    with chdir(cdisc_pilot):
        Path("report.csv").write_text(report, encoding="utf-8")
        Path("sas_means.csv").write_text(means, encoding="utf-8")
        assert call("compare", "cdisc_pilot", "report.csv").out == "ancova_locf: 10 of 10 numbers agree\n"
        assert call("compare", "cdisc_pilot", "sas_means.csv").out == "mmrm_base_by_visit: 3 of 3 numbers agree\n"
