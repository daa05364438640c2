"""Parameters made of others at the same visit, by hand on small tables."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tiny import Tiny, table
from trialstats.adam.derived import derive_at_visits
from trialstats.trialfile.parts.derived import Derived


def made(rule: dict[str, Any], *given: tuple[Any, ...]) -> tuple[dict[str, float], dict[str, str]]:
    """Give the values by subject, and why there is none."""
    records = table("USUBJID PARAMCD AVAL AVALC", given).assign(AVISIT="Week 4", ANL01FL="Y")
    records = records.astype({"AVAL": "float64", "AVALC": "str"})
    derived = Derived.model_validate({"label": "Derived", **rule})
    both, lacking = derive_at_visits(records, "NEW", derived)
    new = both[both["PARAMCD"] == "NEW"]
    assert new.empty or set(new["PARAMTYP"]) == {"DERIVED"}
    assert set(lacking["PARAMCD"]) <= {"NEW"}
    reasons = lacking.set_index("USUBJID")["REASON"].to_dict()
    return new.set_index("USUBJID")["AVAL"].to_dict(), reasons


ITEMS = [
    *(("001", code, value, None) for code, value in zip("ABC", (1, 2, 6), strict=True)),
    ("002", "A", 1, None),
    ("002", "C", 5, None),
    ("003", "B", 4, None),
]


@pytest.mark.parametrize(
    ("at_least", "sums", "reasons"),
    [
        (None, {"001": 9}, {"002": "no value of B", "003": "no value of A, C"}),
        (2, {"001": 9, "002": 9}, {"003": "no value of A, C"}),  # 002: 1 + 5 and 3, the mean of the two
        (1, {"001": 9, "002": 9, "003": 12}, {}),
    ],
)
def test_a_sum(at_least: int | None, sums: dict[str, float], reasons: dict[str, str]) -> None:
    rule = {"sum_of": ["A", "B", "C"], **({"at_least": at_least} if at_least else {})}
    assert made(rule, *ITEMS) == (sums, reasons)


def test_a_mean_says_what_it_lacks() -> None:
    assert made({"mean_of": ["A", "B", "C"], "at_least": 2}, *ITEMS) == (
        {"001": 3, "002": 3},
        {"003": "no value of A, C"},
    )


@pytest.mark.parametrize(
    ("to", "values"), [([0, 100], {"001": 0, "002": 25, "003": 100}), ([100, 0], {"001": 100, "002": 75, "003": 0})]
)
def test_a_score_on_another_scale(to: list[float], values: dict[str, float]) -> None:
    given = [("001", "A", 0, None), ("002", "A", 10, None), ("003", "A", 40, None), ("004", "A", 41, None)]
    found = made({"rescale": {"of": "A", "from": [0, 40], "to": to}}, *given, ("005", "A", None, "ND"))
    assert found == (values, {"004": "A = 41, outside 0 to 40", "005": "no value of A"})


def test_words_and_numbers_as_numbers() -> None:
    values = {"Much improved": 1, "Improved": 2, "7": 3}
    given = [("001", "A", None, "Much improved"), ("002", "A", 2, "Improved"), ("003", "A", 7, "7.0")]
    found = made({"recode": {"of": "A", "values": values}}, *given, ("004", "A", 8, "8"), ("005", "A", None, "Worse"))
    assert found[0] == {"001": 1, "002": 2, "003": 3}
    assert found[1] == {
        name: f"A = {text}, which `recode` does not name" for name, text in (("004", "8"), ("005", "Worse"))
    }


def test_scores_of_a_questionnaire_have_no_words() -> None:
    records = table("USUBJID PARAMCD AVISIT AVAL ANL01FL", [("001", "A", "Week 4", 2.0, "Y")])
    derived = Derived.model_validate({"label": "Derived", "recode": {"of": "A", "values": {"2": 20}}})
    assert derive_at_visits(records, "NEW", derived)[0]["AVAL"].tolist() == [2, 20]


def test_the_first_that_has_a_number() -> None:
    given = [("001", "A", 1, None), ("001", "B", 9, None), ("002", "A", None, "ND"), ("002", "B", 9, None)]
    found = made({"first_of": ["A", "B"]}, *given, ("003", "A", None, "ND"))
    assert found == ({"001": 1, "002": 9}, {"003": "no value of A, B"})


NO_PAIN = {"parameter": "ANY", "is": "No"}
PAIN = [
    ("001", "ANY", None, "No"),
    ("002", "ANY", None, "Yes"),
    ("002", "WORST", 7, "7"),
    ("003", "ANY", None, "No"),
    ("003", "WORST", 4, "4"),
    ("004", "WORST", 3, "3"),
    ("005", "ANY", None, "Yes"),
    ("006", "ANY", None, "No"),
    ("006", "WORST", 0, "0"),
]


def test_a_constant_where_another_parameter_says_so() -> None:
    values, reasons = made({"constant": {"of": "WORST", "where": NO_PAIN, "value": 0}}, *PAIN)
    assert values == {"001": 0, "002": 7, "004": 3, "006": 0}
    assert reasons == {"003": "WORST = 4 beside ANY = No", "005": "ANY = Yes, and no value of WORST"}


def test_a_constant_alone() -> None:
    values, reasons = made({"constant": {"where": NO_PAIN, "value": 0}}, *[row for row in PAIN if row[1] == "ANY"])
    assert values == {"001": 0, "003": 0, "006": 0}
    assert reasons == {"002": "ANY = Yes", "005": "ANY = Yes"}


def test_a_number_may_be_what_is_asked_for() -> None:
    where = {"parameter": "ANY", "is": ["0", "No"]}
    values, _ = made({"constant": {"where": where, "value": 0}}, ("001", "ANY", 0, "0.0"), ("002", "ANY", 1, "1"))
    assert values == {"001": 0}


def test_nothing_to_make_it_of() -> None:
    assert made({"first_of": ["A", "B"]}, ("001", "C", 1, None)) == ({}, {})


BOTH = "      BOTH: {label: Mean of both, mean_of: [PAIN, STIFF], unit: mm}\n"


def test_derived_of_derived_in_their_order(tiny: Tiny) -> None:
    tiny.spec(
        BOTH, BOTH + "      PCT: {label: In percent, unit: '%', rescale: {of: BOTH, from: [0, 100], to: [0, 1]}}\n"
    )
    data = tiny.adam("adpain")["adpain"]
    own = data[data["PARAMCD"] == "PCT"].set_index(["USUBJID", "AVISIT"])
    assert own.loc[("001", "Week 4"), ["AVAL", "BASE", "CHG"]].tolist() == pytest.approx([0.42, 0.55, -0.13])


def test_what_is_lacking_is_not_scored(tiny: Tiny) -> None:
    from trialstats.adam.bds import build_bds

    tiny.remove("data/vas.csv", "001,V1,2024-02-02,STIFF")
    mapped = tiny.mapped("adpain")
    _, unscored = build_bds(tiny.load(), "adpain", mapped["adpain"].records, mapped["adsl"].records)
    assert unscored.to_dict("records") == [
        {"USUBJID": "001", "AVISIT": "Week 4", "PARAMCD": "BOTH", "REASON": "no value of STIFF"}
    ]


AT = "datasets.adpain.derived"
WRONG = {
    "  NEW: {label: N, sum_of: [PAIN, LATER]}\n      LATER: {label: L, sum_of: [PAIN, STIFF]}": (
        f"{AT}.NEW.sum_of = LATER is derived below: write it above NEW, for each is made of those above it"
    ),
    "  NEW: {label: N, first_of: [PAIN, NEW]}": f"{AT}.NEW.first_of = NEW is the parameter itself",
    "  NEW: {label: N, sum_of: [PAIN]}": f"{AT}.NEW: `sum_of` needs at least 2 entries",
    "  NEW: {label: N}": f"{AT}.NEW: give one rule: `mean_of`, `sum_of`, `first_of`, `rescale`, `recode`, `constant`",
    "  NEW: {label: N, first_of: [PAIN, STIFF], at_least: 1}": f"{AT}.NEW: `at_least` is for `mean_of` and `sum_of`",
    "  NEW: {label: N, sum_of: [PAIN, STIFF], at_least: 3}": f"{AT}.NEW: `at_least: 3` is more than `sum_of` has",
    "  NEW: {label: N, rescale: {of: PAIN, from: [4, 4], to: [0, 1]}}": f"{AT}.NEW.rescale.from: both ends are 4",
    "  NEW: {label: N, rescale: {of: PAINS, from: [0, 4], to: [0, 1]}}": (
        f"{AT}.NEW.rescale.of = PAINS is not a known parameter (did you mean `PAIN`?)"
    ),
    "  NEW: {label: N, recode: {of: PAIN, values: {None: 0}}}": (
        f"{AT}.NEW.recode.values = None is no number, and PAIN has no words; its `text_results` or `numbers` declare"
    ),
    "  NEW: {label: N, constant: {value: 0, where: {parameter: WORD, is: YES}}}": (
        f"{AT}.NEW.constant.where.is = YES is not a known result of WORD (did you mean `Yes`?)"
    ),
}  # fmt: skip


@pytest.mark.parametrize("new", WRONG)
def test_what_cannot_be_derived(tiny: Tiny, new: str) -> None:
    word = "      WORD: {label: Word, name: WORD, text_results: [No, Yes]}\n"
    tiny.spec("    derived:\n" + BOTH, f"{word}    derived:\n{BOTH}    {new}\n")
    assert any(WRONG[new] in problem for problem in tiny.spec_problems()), tiny.spec_problems()
