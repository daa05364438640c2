"""The table that describes the scores, and the constants behind them."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tests.questionnaires.sf36_cases import HIGHEST_OF, ITEMS, LEAST_ANSWERED, MEMBERS, SCALES, best, cell, frame
from trialstats.errors import SpecError
from trialstats.questionnaires import sf36
from trialstats.questionnaires.sf36.resources import read_constants
from trialstats.questionnaires.sf36.versions import VERSIONS, load_version

CONSTANTS = sorted(
    path.name.removesuffix(".json") for path in (files("trialstats.questionnaires.sf36") / "constants").iterdir()
)

OBLIQUE = ("coefficients_farivar2007", "coefficients_grassi2010")


@pytest.mark.parametrize(
    ("version", "norms"), [("v1", "auto"), ("v1", "us1990"), ("v1", None), ("v2", "auto"), ("rand36", None)]
)
def test_parameters_describe_the_columns_of_score(version: str, norms: str | None) -> None:
    scores = sf36.score(frame(best(version)), version=version, norms=norms)
    assert sf36.parameters(version, norms).index.tolist() == scores.columns.tolist()


def test_codes_of_v1() -> None:
    table = sf36.parameters("v1")
    expected = {name: f"SF36{name}" for name in (*SCALES, "HT", "PCS", "MCS")}
    expected |= {f"{name}_T": f"SF36{name}T" for name in SCALES}
    assert table["PARAMCD"].to_dict() == expected


def test_rand_scores_have_codes_and_labels_of_their_own() -> None:
    table = sf36.parameters("rand36")
    assert table["PARAMCD"].tolist() == [f"R36{name}" for name in (*SCALES, "HT")]
    assert not table["label"].str.contains("SF-36").any()


@pytest.mark.parametrize("version", VERSIONS)
def test_codes_and_labels_fit_submission_files(version: str) -> None:
    table = sf36.parameters(version)
    assert table["PARAMCD"].str.fullmatch("[A-Z][A-Z0-9]{0,7}").all()
    assert table["PARAMCD"].is_unique
    assert table["label"].str.len().max() <= 40
    assert table["label"].is_unique
    assert set(table["unit"]) == {"score"}


def test_transition_item_is_a_category_in_v1_only() -> None:
    ware, rand = (sf36.parameters(version).T["HT"].to_dict() for version in ("v1", "rand36"))
    assert {"kind": "category", "low": 1.0, "high": 5.0, "better": "lower"}.items() <= ware.items()
    assert {"kind": "score", "low": 0.0, "high": 100.0, "better": "higher"}.items() <= rand.items()
    assert (sf36.parameters("v1").drop(index="HT")["better"] == "higher").all()


def test_ranges_of_norm_based_scores() -> None:
    table = sf36.parameters("v1")
    assert (cell(table, "low", row="PF"), cell(table, "high", row="PF")) == (0, 100)
    assert cell(table, "high", row="PF_T") == pytest.approx(56.759566541, rel=0, abs=1e-9)
    # least and greatest of the linear forms, computed apart from this package
    assert cell(table, "low", row="PCS") == pytest.approx(1.7318349863511173, rel=0, abs=1e-9)
    assert cell(table, "high", row="PCS") == pytest.approx(76.27662904332635, rel=0, abs=1e-9)
    assert cell(table, "low", row="MCS") == pytest.approx(-1.2655319199816404, rel=0, abs=1e-9)
    assert cell(table, "high", row="MCS") == pytest.approx(80.73936179455765, rel=0, abs=1e-9)


def test_parameters_refuse_what_score_refuses() -> None:
    with pytest.raises(SpecError, match="has no norms"):
        sf36.parameters("rand36", "us1990")


def test_table_may_be_changed_without_harm() -> None:
    table = sf36.parameters("v1")
    table["PARAMCD"] = "X"
    assert sf36.parameters("v1")["PARAMCD"].iloc[0] == "SF36PF"


@pytest.mark.parametrize("version", VERSIONS)
def test_keys_are_complete_and_consistent(version: str) -> None:
    key = load_version(version)
    assert {scale.name: scale.items for scale in key.scales} == MEMBERS
    assert {item: codes[-1] for item, codes in key.items.items()} == HIGHEST_OF[version]
    assert key.transition.item == 2
    for scale in key.scales:
        values = [key.values[item] for item in scale.items]
        assert scale.low == sum(map(min, values))
        assert scale.low + scale.span == sum(map(max, values))
        assert (len(scale.items) + 1) // 2 == LEAST_ANSWERED[scale.name]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_item_has_one_key(version: str) -> None:
    entries = read_constants(f"{version}")["values_of_codes_from_1"]
    assert sorted(item for entry in entries for item in entry["items"]) == list(ITEMS)


@pytest.mark.parametrize("name", CONSTANTS)
def test_constants_name_their_source_and_are_sure(name: str) -> None:
    constants = read_constants(name)
    assert constants["source"]
    # Oblique coefficients were read in one place each, and say so.
    assert constants["confidence"] == ("M" if name in OBLIQUE else "H")


def test_only_sure_constants_are_shipped() -> None:
    assert [
        *OBLIQUE,
        "coefficients_us1990_orthogonal",
        "norms_us1990",
        "norms_us1998",
        "rand36",
        "v1",
        "v2",
    ] == CONSTANTS
