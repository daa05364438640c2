"""Norms and components beside the versions' own."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from tests.questionnaires.sf36_cases import PUBLISHED, SCALES, best, frame, rows
from trialstats.errors import DataError, SpecError
from trialstats.questionnaires import sf36
from trialstats.questionnaires.sf36.norms import load_norms

US1990 = load_norms("us1990")


def written(path: Path, edit: dict[str, str] | None = None, end: str = "\n") -> Path:
    """Write the norms of 1990 as a user would, with rows changed."""
    lines = {name: f"{name},{US1990.mean[name]},{US1990.sd[name]}" for name in SCALES} | (edit or {})
    path.write_bytes(end.join(["scale,mean,sd", *lines.values(), ""]).encode())
    return path


def test_published_oblique_components() -> None:
    # PharmCat/SF36HealthSurvey.jl@fe2eeba test/runtests.jl, which gives these to 1e-6
    scores = sf36.score(rows([PUBLISHED]), components=["orthogonal", "grassi2010"]).loc[0]
    assert scores["PCSg"] == pytest.approx(39.75756803330104, rel=0, abs=1e-6)
    assert scores["MCSg"] == pytest.approx(31.456314031411424, rel=0, abs=1e-6)
    assert scores["PCS"] == pytest.approx(44.4027962318693, rel=0, abs=1e-9)


def test_components_have_codes_of_their_own() -> None:
    table = sf36.parameters(components=["orthogonal", "farivar2007", "grassi2010"])
    codes = table.loc[["PCS", "PCSc", "PCSg"], "PARAMCD"].tolist()
    assert codes == ["SF36PCS", "SF36PCSC", "SF36PCSG"]
    assert table["label"].str.len().max() <= 40


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_norms_of_a_file_score_as_the_same_norms_shipped(tmp_path: Path, end: str) -> None:
    path = written(tmp_path / "norms.csv", end=end)
    norms = sf36.read_norms(path)
    items = rows([PUBLISHED])
    for given in (norms, path):
        pd.testing.assert_frame_equal(sf36.score(items, norms=given), sf36.score(items), check_exact=True)
    assert norms.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_norms_of_a_file_describe_their_own_ranges(tmp_path: Path) -> None:
    norms = sf36.read_norms(written(tmp_path / "norms.csv", {"PF": "PF,50,10"}))
    assert sf36.parameters(norms=norms).loc["PF_T", ["low", "high"]].tolist() == [0.0, 100.0]


def test_rand36_takes_no_norms_of_a_file(tmp_path: Path) -> None:
    norms = sf36.read_norms(written(tmp_path / "norms.csv"))
    with pytest.raises(SpecError, match="has no norms, so not of a file either"):
        sf36.score(frame(best("rand36")), version="rand36", norms=norms)


def test_all_that_is_wrong_with_norms_is_said_at_once(tmp_path: Path) -> None:
    path = written(tmp_path / "norms.csv", {"PF": "PF,183,22.9", "RP": "RP,81.2,", "BP": "BPI,75,23"})
    with pytest.raises(DataError) as error:
        sf36.read_norms(path)
    assert error.value.problems == (
        f"{path}, line 2: mean = 183, not a number from 0 to 100",
        f"{path}, line 3: sd = blank, not a number from 1 to 50",
        f"{path}, line 4: scale = BPI, not one of PF, RP, BP, GH, VT, SF, RE, MH",
        f"{path}: BP has 0 rows, not one",
    )


def test_files_that_are_no_norms_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "norms.csv"
    with pytest.raises(DataError, match="norms cannot be read"):
        sf36.read_norms(path)
    path.write_text("scale;mean;sd\nPF;1;2\n")
    with pytest.raises(DataError, match="no column scale, mean, sd; norms have the columns scale, mean, sd"):
        sf36.read_norms(path)
