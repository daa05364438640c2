"""Published trials and the built-in one, from their files alone: `check` accepts what `init` wrote, unchanged."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.in_process import run_steps
from tests.init.first_hour import FirstHour, first_hour

SHARED = Callable[[str], Path]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def from_shared(shared: SHARED, *files: str) -> FirstHour:
    for file in files:
        shutil.copy2(shared(f"trials/{file}"), Path(file).name)
    return first_hour(*(Path(file).name for file in files))


def test_neck_pain(shared: SHARED) -> None:
    """Chow 2006: 90 patients, laser or placebo at three times (its README)."""
    first = from_shared(shared, "chow2006_laser_neck/neck_pain.csv")
    assert first.check.code == 0, first.check.err
    assert first.file["sources"]["neck_pain"] == {"file": "neck_pain.csv", "subject": "id", "visit": "time"}
    assert first.file["subjects"] == {"source": "neck_pain", "arm": "arm", "repeated": True}
    assert first.file["arms"]["placebo"] == {"codes": "placebo", "role": "reference"}
    assert "90 texts in 264 rows" in first.line("subject: id")
    assert [visit["codes"] for visit in first.file["visits"].values()] == ["1", "2", "3"]


@pytest.mark.parametrize("without", [(), ("uid", "treat"), ("uid", "arm")])
def test_cervical_dystonia(shared: SHARED, without: tuple[str, ...]) -> None:
    """Brashear 1999: 109 patients of 9 sites, whose ids are unique within site only; 3 arms, 6 visits (its README)."""
    rows = shared("trials/brashear1999_cdystonia/cdystonia.csv").read_text("utf-8").splitlines()
    names = [name.strip('"') for name in rows[0].split(",")]
    kept = [index for index, name in enumerate(names) if name not in without]
    lines = [",".join(row.split(",")[index] for index in kept) for row in rows]
    Path("cdystonia.csv").write_text("\n".join(lines) + "\n")
    first = first_hour("cdystonia.csv")
    assert first.check.code == 0, first.check.err
    source = first.file["sources"]["cdystonia"]
    assert source["subject"] == (["site", "id"] if without else "uid")
    assert "109 texts in 631 rows" in first.line("subject: [site, id]" if without else "subject: uid")
    assert source["visit"] == "week"
    assert [visit["AVISITN"] for visit in first.file["visits"].values()] == [0, 2, 4, 8, 12, 16]
    assert len(first.file["arms"]) == 3
    if "arm" not in without:
        assert first.file["arms"]["Placebo"]["role"] == "reference"


def test_antidepressant(shared: SHARED) -> None:
    """Goldstein 2004: baseline in a column beside the visits; SAS's difference at the last visit (published.json)."""
    import pandas as pd

    first = from_shared(shared, "goldstein2004_antidepressant/antidepressant_data.csv")
    assert first.check.code == 0, first.check.err
    assert not any(visit.get("baseline") for visit in first.file["visits"].values())
    assert first.file["estimands"]["primary"]["variable"] == {"PARAMCD": "CHANGE", "value": "AVAL"}
    layout = run_steps("first")
    rows = pd.read_parquet(layout.rows("primary"))
    last = rows[(rows["kind"] == "difference") & (rows["AVISIT"] == "Visit 7")]
    assert last["estimate"].tolist() == pytest.approx([-2.8018], abs=5e-5)
    assert last["std_error"].tolist() == pytest.approx([1.1163], abs=5e-5)


@pytest.mark.parametrize("file", ["Parallel.csv", "xoverBOCF.csv", "PainDoseReg.csv"])
def test_first_period_of_a_crossover_trial(shared: SHARED, file: str) -> None:
    """Dinat 2015: 122 or 124 patients, two periods, three visits side by side (its README)."""
    first = from_shared(shared, f"dinat2015_amitriptyline/{file}")
    assert first.check.code == 0, first.check.err
    (source,) = first.file["sources"].values()
    assert source["rows"] == [{"column": "Period", "in": "1"}]
    assert first.file["subjects"]["arm"] == "Treatment"
    assert len(first.file["visits"]) == 3
    assert first.file["arms"]["P"]["role"] == "reference"


def test_subjects_of_another_file(shared: SHARED) -> None:
    folder = "dinat2015_amitriptyline"
    first = from_shared(shared, f"{folder}/xoverBOCF.csv", f"{folder}/Demographics.csv")
    assert first.check.code == 0, first.check.err
    assert first.file["covariates"]["AGE"]["source"] == "demographics"
    assert first.file["sources"]["demographics"]["missing"] == ["NA"]


def test_artificial_lung_function(shared: SHARED) -> None:
    """fev: 200 subjects, 4 visits, values that are NA (its README)."""
    first = from_shared(shared, "fev_artificial/fev.csv")
    assert first.check.code == 0, first.check.err
    assert first.file["sources"]["fev"]["missing"] == ["NA"]
    assert first.file["analyses"]["primary"]["by_visit"] == ["FEV1_BL"]


def test_the_built_in_trial() -> None:
    """Eleven files of a trial and two that hold no subjects: what each is for (data/laser/README.md)."""
    shutil.copytree(ROOT / "data" / "laser", "laser")
    first = first_hour(*(f"laser/{path.name}" for path in sorted(Path("laser").glob("*.csv"))))
    assert first.check.code == 0, first.check.err
    assert first.file["subjects"]["source"] == "subjects"
    assert first.file["subjects"]["dates"] == {"RANDDT": {"column": "randomisation_date"}}
    assert {name: dataset["source"] for name, dataset in first.file["datasets"].items()} == {
        "adbpi": "bpi",
        "adlabs": "labs",
        "adnerve": "nerve",
        "adsf36": "sf36",
        "advas": "vas",
    }
    assert first.file["datasets"]["adsf36"]["instrument"]["version"] == "v1"
    assert first.file["datasets"]["adbpi"]["instrument"]["items"]["activity"] == "bpi9a"
    assert first.file["sources"]["nerve"]["name"] == ["nerve", "side", "attribute"]
    assert first.file["disposition"]["reason"] == "reason"
    assert set(first.file["occurrences"]) == {"adae", "adcm", "adcm2", "adsessions"}
    assert "# Not used: laser/truth.csv: no column identifies subjects" in first.text
    assert first.file["problems"]["not_randomised"] == "exclude"
