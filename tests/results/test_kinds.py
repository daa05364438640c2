"""What is known of each kind of row, and that a kind is its name."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from trialstats.display.estimates import enough
from trialstats.results.ard import gather
from trialstats.results.kinds import OF_PARAMETER, Kind
from trialstats.results.shape import tidy


def test_a_kind_is_found_in_a_column_of_texts() -> None:
    rows = tidy([{"kind": Kind.RATIO, "ARM": "A"}, {"kind": "lsmean", "ARM": "A"}], "made")
    assert rows.loc[rows["kind"] == Kind.RATIO, "id"].tolist() == ["made/ratio/A"]
    assert rows["kind"].isin([Kind.LSMEAN, Kind.RATIO]).all()
    assert json.dumps(list(rows["kind"])) == '["ratio", "lsmean"]'


def test_what_is_no_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="kinds that a result does not have: \\['lsmeans'\\]"):
        tidy([{"kind": "lsmeans"}], "made")


def test_digits_of_any_size_go_with_what_has_no_scale_of_its_own() -> None:
    """A ratio of 0.0123 is none of 0.0, whatever the decimals of the parameter; a mean of 0.0123 mm is 0.0 mm."""
    assert enough({"kind": "ratio", "estimate": 0.0123}, 1) == 3
    assert enough({"kind": "lsmean", "estimate": 0.0123}, 1) == 1


def test_standard_errors_of_logarithms_are_in_no_unit() -> None:
    keys = {"PARAMCD": "CRP", "unit": "mg/L", "estimate": 2.0, "std_error": 0.1}
    rows = tidy([{**keys, "kind": Kind.GEOMETRIC_MEAN}, {**keys, "kind": Kind.LSMEAN}], "made")
    errors = gather([rows], "S").loc[lambda ard: ard["stat_name"] == "std_error"].set_index("kind")["unit"]
    assert pd.isna(errors["geometric_mean"])
    assert errors["lsmean"] == "mg/L"


def test_every_place_in_a_sentence_is_one_that_the_report_fills() -> None:
    told = [kind.traits.sentence for kind in Kind if kind.traits.sentence is not None]
    assert len(told) == 8
    for sentence in told:
        assert "{" not in sentence.words.format(what="pain", arm="A", reference="B", event="half")


def test_a_unit_is_the_parameter_s_or_has_no_place_for_it() -> None:
    units = {kind.traits.unit for kind in Kind}
    assert units == {None, OF_PARAMETER, f"{OF_PARAMETER} per unit of dose", "ratio", "percentage points"}
