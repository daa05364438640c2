"""What a message says of a key that belongs elsewhere, of names that look alike, and of settings without effect."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny

PARAMETER, UNIT = "datasets.NAME.parameters.NAME", "    unit: unit\n"
SOURCE = "    source: vas\n"
KEYS = [
    (UNIT, f"{UNIT}    text_results: [ND]\n", "sources.vas.text_results", PARAMETER),
    ("{label: Pain, name", "{visits_by: window, label: Pain, name", "adpain.parameters.PAIN.visits_by", "sources.NAME"),
    ("title: A tiny trial\n", "title: A tiny trial\nday_one: RANDDT\n", "day_one", "subjects"),
    ("Sham: {codes: S,", "Sham: {codes: S, AVISITN: 1,", "arms.Sham.AVISITN", "visits.NAME"),
    (SOURCE, f"{SOURCE}    units: {{mm: [MM]}}\n", "datasets.adpain.units", "the top of the trial file"),
    (SOURCE, f"{SOURCE}    rescale: {{of: A}}\n", "datasets.adpain.rescale", "datasets.NAME.derived.NAME"),
    (
        "estimand: primary}",
        "estimand: primary, ddf: kr}",
        "analyses.change.ddf",
        "analyses.NAME of method mmrm or mixed or limbs",
    ),
]


@pytest.mark.parametrize(("old", "new", "at", "place"), KEYS)
def test_a_key_is_sent_where_it_belongs(tiny: Tiny, old: str, new: str, at: str, place: str) -> None:
    tiny.spec(old, new)
    said = tiny.spec_problems()
    assert any(f"{at} is not a known key here: it belongs to {place}" in problem for problem in said), said


def test_a_slip_is_told_as_one(tiny: Tiny) -> None:
    tiny.spec("    unit: unit\n", "    unit: unit\n    vist: visit\n")
    assert "sources.vas.vist is not a known key (did you mean `visit`?)" in tiny.spec_problems()[0]


def test_the_known_ones_are_listed(tiny: Tiny) -> None:
    tiny.spec("method: ancova", "method: xyz")
    (said,) = tiny.spec_problems()
    assert "analyses.change.method = xyz is not known (known: " in said
    assert all(name in said for name in ("ancova", "mmrm", "responders", "disposition"))


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("v\u0456sit", "U+0456 CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I here"),
        ("vi\u200bsit", "U+200B ZERO WIDTH SPACE here"),
    ],
)
def test_names_that_look_alike_are_told_apart(tiny: Tiny, name: str, signs: str) -> None:
    tiny.replace("config/trials/tiny.yaml", "    visit: visit\n    date", f"    visit: {name}\n    date")
    (said,) = tiny.check().lines
    assert said.endswith(f"(did you mean `visit`, but for {signs}?)")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("sheet: Data", "`sheet` is for workbooks"),
        ("format: xlsx, delimiter: ';'", "`delimiter` has no effect on data/vas.csv, which is XLSX"),
        ("format: parquet, encoding: cp1252", "`encoding` has no effect on data/vas.csv, which is PARQUET"),
    ],
)
def test_a_setting_without_effect_is_refused(tiny: Tiny, key: str, said: str) -> None:
    tiny.spec("    file: data/vas.csv\n", "".join(f"    {line}\n" for line in ["file: data/vas.csv", *key.split(", ")]))
    assert any(said in problem for problem in tiny.spec_problems())
