"""A questionnaire at visits side by side scores as the same answers do with a row a visit."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.adam.saying import checked
from tests.tiny import Tiny

SOURCE = "  sf36:\n    file: data/sf36.csv\n    subject: id\n    visit: visit\n"
ASIDE = "  sf36:\n    file: data/sf36.csv\n    subject: id\n"
INSTRUMENT = '    instrument: {name: sf36, version: v1, items: "q{n:02d}"}\n'
AT = '    items_at: {Baseline: "{item}_bl", Week 4: "w4_{item}", Week 8: "{item}_w8"}\n'
NAMES = {"V0": "{}_bl", "V1": "w4_{}", "V2": "{}_w8"}


@pytest.fixture
def aside(tiny: Tiny) -> Tiny:
    """The answers of the tiny trial, a row a subject."""
    rows = pd.read_csv("data/sf36.csv", dtype="str")
    each = [
        own.drop(columns="visit").set_index("id").rename(columns=NAMES[str(visit)].format)
        for visit, own in rows.groupby("visit")
    ]
    tiny.write("data/sf36.csv", pd.concat(each, axis="columns").to_csv())
    tiny.spec(SOURCE, ASIDE)
    tiny.spec(INSTRUMENT, INSTRUMENT + AT)
    return tiny


def test_scores_are_those_of_rows(aside: Tiny) -> None:
    columns = ["USUBJID", "PARAMCD", "AVISIT", "AVAL", "CHG"]
    beside = aside.adam("adpain", "adqs")["adqs"][columns]
    aside.spec(AT, "")
    aside.spec(ASIDE, SOURCE)
    long = pd.read_csv("data/sf36.csv", dtype="str").set_index("id")
    stacked = [
        long[[form.format(f"q{n:02d}") for n in range(1, 37)]]
        .set_axis([f"q{n:02d}" for n in range(1, 37)], axis="columns")
        .assign(visit=visit)
        for visit, form in NAMES.items()
    ]
    aside.write("data/sf36.csv", pd.concat(stacked).to_csv())
    pd.testing.assert_frame_equal(beside, aside.adam("adpain", "adqs")["adqs"][columns])


def test_every_answer_is_accounted_for(aside: Tiny) -> None:
    text = aside.read("data/sf36.csv").splitlines()
    blank = [text[0], ",".join([text[1].split(",")[0], *text[1].split(",")[1:73], *[""] * 36]), *text[2:]]
    aside.write("data/sf36.csv", "\n".join(blank) + "\n")
    mapped = aside.mapped("adqs")["adqs"]
    rows, values = mapped.accounts
    assert (rows.n_in, rows.n_used, rows.n_listed) == (6, 6, 0)
    assert (values.n_in, values.n_used, values.n_listed) == (6 * 3 * 36, 6 * 3 * 36 - 36, 36)


def test_two_rows_of_one_subject(aside: Tiny) -> None:
    text = aside.read("data/sf36.csv").splitlines()
    aside.write("data/sf36.csv", "\n".join([*text, text[1]]) + "\n")
    visits = ("Baseline", "Week 4", "Week 8")
    said = [
        f"data/sf36.csv, lines 2, 8: several records of the questionnaire at {visit} (subject 001)" for visit in visits
    ]
    assert checked(aside)[:3] == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("{Baseline: q_bl}", "`items_at` has q_bl, which must hold `{item}` once, e.g. `{item}_w6`"),
        ('{Baseline: "{item}", Week 4: "{item}"}', "`items_at` and `items` name column q01 twice"),
        ('{Baselin: "{item}"}', "items_at = Baselin is not a known visit (did you mean `Baseline`?)"),
    ],
)
def test_what_cannot_be(aside: Tiny, at: str, said: str) -> None:
    aside.spec(AT, f"    items_at: {at}\n")
    assert said in aside.check().err


def test_items_at_is_of_a_questionnaire(tiny: Tiny) -> None:
    tiny.spec("  adpain:\n", '  adpain:\n    items_at: {Baseline: "{item}_bl"}\n')
    assert "`items_at` is of the items of a questionnaire: of parameters say `columns` by visit" in tiny.check().err
