"""The SF-36 behind the door of all questionnaires: what scoring it directly gives, and what is told of it."""

from __future__ import annotations

import doctest
from pathlib import Path

import pandas as pd
import pytest

from tests.questionnaires.sf36_cases import SCALES, best, frame, worst
from trialstats import questionnaires
from trialstats.errors import SpecError
from trialstats.questionnaires import check, names, parameters, questionnaire, scale_items, score, sf36

ITEMS = pd.concat([frame(best("v1")), frame(worst("v1"))], ignore_index=True)


def test_the_door_gives_what_the_sf36_itself_gives() -> None:
    pd.testing.assert_frame_equal(score("sf36", ITEMS, version="v1"), sf36.score(ITEMS, "v1"))
    pd.testing.assert_frame_equal(score("sf36", ITEMS, norms=None), sf36.score(ITEMS, "v1", norms=None))
    oblique = score("sf36", ITEMS, components=("farivar2007",))
    pd.testing.assert_frame_equal(oblique, sf36.score(ITEMS, components="farivar2007"))
    scales = scale_items("sf36", ITEMS, version="v1")
    assert list(scales) == list(SCALES)
    pd.testing.assert_frame_equal(scales["BP"], sf36.scale_items(ITEMS, "v1")["BP"])
    wrong = ITEMS.assign(**{"3": 4}).drop(columns=3)
    assert check("sf36", wrong, version="v1")["item"].tolist() == [3, 3]


@pytest.mark.parametrize("options", [{}, {"norms": None}, {"version": "rand36"}, {"components": ("grassi2010",)}])
def test_parameters_describe_the_columns(options: dict[str, object]) -> None:
    assert parameters("sf36", **options).index.tolist() == score("sf36", ITEMS, **options).columns.tolist()


def test_what_is_told_of_scales_t_scores_and_their_norms() -> None:
    options = {"mcid": {"SF36PF": 5}, "mcid_source": "x", "components": ("orthogonal", "grassi2010")}
    told = {each.column: each for each in questionnaire("sf36", **options).parameters}
    assert (told["PF"].unit, told["PF_T"].unit, told["PCS"].unit) == ("score", "T score", "T score")
    assert (told["PF"].mcid, told["PF"].mcid_source, told["RP"].mcid_source) == (5, "x", None)
    assert told["PF"].norm is not None
    assert told["PF"].norm["mean"] == 84.52404
    assert told["PF_T"].norm is not None
    assert (told["PF_T"].norm["mean"], told["PF_T"].norm["sd"]) == (50, 10)
    assert told["PCSg"].norm is None
    assert all(each.norm is None for each in questionnaire("sf36", norms=None).parameters)


def test_norms_of_a_file_bear_their_label_and_checksum(tmp_path: Path) -> None:
    path = tmp_path / "norms.csv"
    path.write_text("scale,mean,sd\n" + "".join(f"{scale},50,20\n" for scale in SCALES), encoding="utf-8")
    told = {each.column: each for each in questionnaire("sf36", norms=path, norms_label="Here").parameters}
    norm = told["GH"].norm
    assert norm is not None
    assert (norm["population"], norm["mean"], norm["sd"]) == ("Here", 50, 20)
    assert len(norm["sha256"]) == 64


def test_an_option_that_it_has_not() -> None:
    with pytest.raises(SpecError, match="sf36 has no option cut_off"):
        score("sf36", ITEMS, cut_off=1)
    assert "sf36" in names()


def test_the_examples_in_the_docstrings_are_right() -> None:
    failed, tried = doctest.testmod(questionnaires)
    assert tried
    assert not failed
