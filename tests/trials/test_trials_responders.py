"""Responders of a published trial from its trial file alone, with values at all visits in one row of a CR-ended file.

Dinat N et al., PLoS One 2015;10(5):e0126297, data CC BY 4.0 (github.com/kamermanpr/Amitriptyline.HIVSN at a92dca2).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from in_process import ROOT, run_steps
from trialstats.plan.layout import Layout

pytestmark = pytest.mark.xdist_group("trials")

ANALYSES = """
  responders:
    {method: responders, dataset: adpain, population: ITTFL, visits: Week 6,
      criteria: [{percent: 30}, {percent: 50}], covariates: [BASE, ART]}
  curve: {method: responder_curve, dataset: adpain, population: ITTFL, visits: Week 6}
"""
TABLES = """
  responders: {kind: responders, title: Responders, analysis: responders}
  curve: {kind: responder_curve, title: Curve, analysis: curve}
"""
FIGURES = "\n  curve: {kind: responder_curve, title: Curve, analysis: curve}\n"


@pytest.fixture(scope="module")
def dinat(tmp_path_factory: pytest.TempPathFactory, shared: Callable[[str], Path]) -> Path:
    """The folder in which the first period has run."""
    raw = shared("trials/dinat2015_amitriptyline/xoverBOCF.csv")
    top = tmp_path_factory.mktemp("dinat2015")
    text = (ROOT / "config" / "trials" / "dinat2015.yaml").read_text("utf-8")
    for section, more in (("analyses:", ANALYSES), ("tables:", TABLES), ("figures:", FIGURES)):
        assert text.count(f"\n{section}\n") == 1
        text = text.replace(f"\n{section}\n", f"\n{section}{more}")
    (top / "config" / "trials").mkdir(parents=True)
    (top / "config" / "trials" / "dinat2015.yaml").write_text(text, "utf-8")
    (top / "data" / "dinat2015").mkdir(parents=True)
    shutil.copy2(raw, top / "data" / "dinat2015" / "xoverBOCF.csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(top)
        run_steps("dinat2015")
    return top


def first_period(shared: Callable[[str], Path]) -> pd.DataFrame:
    frame = pd.read_csv(shared("trials/dinat2015_amitriptyline/xoverBOCF.csv"), lineterminator="\r")
    return frame[frame["Period"] == 1]


@pytest.mark.parametrize("percent", [30, 50])
@pytest.mark.parametrize(("arm", "code"), [("Amitriptyline", "A"), ("Placebo", "P")])
def test_counts_are_those_of_the_file(
    dinat: Path, shared: Callable[[str], Path], arm: str, code: str, percent: int
) -> None:
    own = first_period(shared)
    own = own[own["Treatment"] == code]
    expected = int((100 * (own["Time1"] - own["Time3"]) >= percent * own["Time1"]).sum())  # whole numbers: exact
    rows = pd.read_parquet(dinat / Layout("dinat2015").rows("responders"))
    found = rows[(rows["kind"] == "proportion") & rows["variable"].isna() & (rows["ARM"] == arm)]
    found = found[found["group"] == f"At least {percent}% improvement"]
    assert (found["count"].item(), found["total"].item()) == (expected, len(own))
    curve = pd.read_parquet(dinat / Layout("dinat2015").rows("curve"))
    point = curve[(curve["kind"] == "point") & (curve["ARM"] == arm) & (curve["level"] == f"{percent}%")]
    assert point["count"].item() == expected


def test_displays_are_made(dinat: Path) -> None:
    layout = Layout("dinat2015")
    shown = pd.read_csv(dinat / layout.table("responders", "csv"), dtype="str", keep_default_na=False)
    assert {"Amitriptyline", "Placebo", "Amitriptyline against Placebo: NNT (95% CI)"} <= set(shown.columns)
    assert (dinat / layout.figure("curve", "svg")).is_file()
