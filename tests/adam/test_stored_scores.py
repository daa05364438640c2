"""A score that the file has is held against the one computed here, with a tolerance."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny, listed

BOTH = "      BOTH: {label: Mean of both, mean_of: [PAIN, STIFF], unit: mm}\n"
STORED = "      STORED: {label: Mean as stored, name: MEAN, unit: mm, equals: {parameter: BOTH%s}}\n"


def with_stored(tiny: Tiny, within: str = "", **other: float) -> None:
    """Give every subject the mean of both at week 4, of which `other` has some others."""
    tiny.spec("    derived:\n" + BOTH, STORED % within + "    derived:\n" + BOTH)
    rows = tiny.read("data/vas.csv").splitlines()[1:]
    at = {line.split(",")[0]: line.split(",")[2] for line in rows if ",V1," in line}
    means = {"001": 42, "002": 54, "003": 51.5, "004": 48, "005": 46.5, "006": 53}
    tiny.add("data/vas.csv", *(f"{s},V1,{at[s]},MEAN,{other.get(f's{s}', means[s])},mm" for s in means))


def found(tiny: Tiny) -> list[tuple[str, ...]]:
    mapped = tiny.mapped("adpain")
    assert all(account.n_in == account.n_used + account.n_listed for account in mapped["adpain"].accounts)
    return listed(mapped, "adpain", "subject", "visit", "value", "kind", "fate", "allowed")


def test_scores_that_agree_are_used(tiny: Tiny) -> None:
    with_stored(tiny)
    assert found(tiny) == []


def test_each_difference_is_listed_with_both_numbers(tiny: Tiny) -> None:
    with_stored(tiny, s001=43, s003=51)
    assert found(tiny) == [
        ("001", "V1", "43", "score_differs", "fatal", "not BOTH as computed, 42 (STORED)"),
        ("003", "V1", "51", "score_differs", "fatal", "not BOTH as computed, 51.5 (STORED)"),
    ]
    said = tiny.check().lines
    assert said[0] == "data/vas.csv, line 38: result = 43, not BOTH as computed, 42 (STORED; subject 001)"
    assert "`score_differs: keep` uses them as they are and lists them" in said[-1]


@pytest.mark.parametrize(("within", "count"), [("0.4", 2), ("0.5", 1), ("1", 0)])
def test_within_a_tolerance(tiny: Tiny, within: str, count: int) -> None:
    with_stored(tiny, f", within: {within}", s001=43, s003=51)
    said = found(tiny)
    assert len(said) == count
    assert all(row[-1].startswith(f"more than {within} from BOTH as computed") for row in said)


@pytest.mark.parametrize(("fate", "used"), [("keep", 6), ("exclude", 5)])
def test_what_differs_is_kept_or_left_out(tiny: Tiny, fate: str, used: int) -> None:
    with_stored(tiny, s001=43)
    tiny.fates(score_differs=fate)
    assert [row[3:5] for row in found(tiny)] == [("score_differs", fate)]
    records = tiny.mapped("adpain")["adpain"].records
    assert (records["PARAMCD"] == "STORED").sum() == used


def test_what_has_nothing_beside_it_is_noted(tiny: Tiny) -> None:
    with_stored(tiny)
    tiny.remove("data/vas.csv", "002,V1,2024-02-05,STIFF")
    said = "data/vas.csv: 1 of 6 stored values of STORED have no computed BOTH beside them"
    assert said in tiny.check().out


def test_the_score_of_a_questionnaire(tiny: Tiny) -> None:
    data = tiny.adam("adpain", "adqs")["adqs"]
    right = data[(data["PARAMCD"] == "SF36PF") & (data["AVISIT"] == "Week 4")].set_index("USUBJID")["AVAL"]
    stored = STORED.replace("BOTH", "SF36PF, dataset: adqs, within: 0.01") % ""
    tiny.spec("    derived:\n" + BOTH, f"{stored}    derived:\n{BOTH}")
    rows = tiny.read("data/vas.csv").splitlines()[1:]
    at = {line.split(",")[0]: line.split(",")[2] for line in rows if ",V1," in line}
    wrong = {"004": right["004"] + 1}
    tiny.add("data/vas.csv", *(f"{s},V1,{at[s]},MEAN,{wrong.get(s, right[s])},mm" for s in right.index))
    ((subject, *_, allowed),) = found(tiny)
    assert (subject, allowed) == ("004", f"more than 0.01 from SF36PF as computed, {right['004']:.10g} (STORED)")


AT = "datasets.adpain.parameters.STORED.equals"


@pytest.mark.parametrize(
    ("equals", "said"),
    [
        ("parameter: BOHT", f"{AT}.parameter = BOHT is not a known parameter (did you mean `BOTH`?)"),
        ("parameter: STORED", f"{AT}.parameter = STORED is the parameter itself"),
        ("parameter: BOTH, dataset: adpian", f"{AT}.dataset = adpian is not a known dataset (did you mean `adpain`?)"),
        ("parameter: BOTH, dataset: adpain", f"{AT}.dataset = adpain is of no questionnaire"),
        ("parameter: SF36XX, dataset: adqs", f"{AT}.parameter = SF36XX is not a known parameter"),
        ("parameter: BOTH, within: -1", f"{AT}.within = -1: must be greater than or equal to 0"),
    ],
)
def test_what_it_cannot_be_held_against(tiny: Tiny, equals: str, said: str) -> None:
    tiny.spec("    derived:\n" + BOTH, STORED.replace("parameter: BOTH%s", equals) + "    derived:\n" + BOTH)
    assert any(said in problem for problem in tiny.spec_problems()), tiny.spec_problems()
