"""Nothing is lost in silence: rows in are rows used and rows listed, and so are values, whatever the files hold."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trialstats.adam.occurrences.events
import trialstats.adam.passthrough
import trialstats.adam.records
from tests.tiny import TRIAL_FILE, Tiny, map_all, with_rows
from trialstats.adam.accounting import VALUE_KINDS, AccountingError
from trialstats.adam.listing import ROW
from trialstats.adam.mapping import Mapped
from trialstats.adam.messages import messages
from trialstats.io.read import Raw
from trialstats.io.table import LINE, is_own
from trialstats.trialfile.parts.problems import KINDS, NAMES
from trialstats.trialfile.trial import Trial

FATES = {
    **dict.fromkeys(KINDS, "exclude"),
    **dict.fromkeys(NAMES, "{exclude: '*'}"),
    "contradiction": "keep",
    "duplicate_subject": "keep_first",
    "not_numeric": "{exclude: '*'}",  # 1e999 might be a number in another writing
    "max_excluded": "1",
}
VALUES = [
    "",
    " ",
    "x",
    "999",
    "-1",
    "2.5",
    "1e999",
    "<5",
    "NOT DONE",
    "NA",
    "now",
    "2024-02-30",
    "2024-02-14",
    "2023-01-01",
    "V1",
    "V9",
    "001",
    "002",
    " 003 ",
    "009",
    "PAIN",
    "STIFF",
    "L",
    "X",
    "F",
    "cm",
    "mm",
    "1",
    "7",
]
FIXED = {"subjects": ("id",)}  # who is who must be known; see test_adam_subjects


@cache
def tiny_trial(duplicate: str, outside: str, by_window: bool) -> tuple[Trial, dict[str, Raw]]:
    """The tiny trial with everything set to be excluded, and its files."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        tiny = Tiny()
        tiny.fates(**{**FATES, "duplicate": duplicate, "outside_window": outside})
        if by_window:
            tiny.spec("    shape: long", "    visits_by: window\n    shape: long")
        return tiny.load(), tiny.raw()


@st.composite
def corrupted(draw: st.DrawFn, raw: dict[str, Raw]) -> dict[str, Raw]:
    """The files with some cells overwritten, some rows repeated and some removed."""
    for _ in range(draw(st.integers(1, 12))):
        source = draw(st.sampled_from(sorted(raw)))
        frame = raw[source].frame.copy()
        row = draw(st.integers(0, len(frame) - 1))
        what = draw(st.sampled_from(["cell", "cell", "cell", "repeat", "remove"]))
        if what == "cell":
            columns = [name for name in frame if not is_own(name) and name not in FIXED.get(source, ())]
            frame.loc[row, draw(st.sampled_from(columns))] = draw(st.sampled_from(VALUES))
        elif what == "repeat" and source not in FIXED:
            frame = pd.concat([frame, frame.iloc[[row]]])
        elif what == "remove" and len(frame) > 1:
            frame = frame.drop(index=row)
        raw = with_rows(raw, source, frame.assign(**{LINE: range(2, len(frame) + 2)}))
    return raw


def left_out(mapped: Mapped) -> pd.DataFrame:
    listing = mapped.listing.frame()
    return listing[listing["fate"] != "keep"]


def recount(raw: Raw, mapped: Mapped, values_in_row: int) -> None:
    """Find every value of every row of a file: used once, or listed once, alone or with its row."""
    listing, used = left_out(mapped), mapped.records.groupby(ROW).size()
    alone = listing[listing["kind"].isin(VALUE_KINDS)].groupby("row").size()
    whole = set(listing.loc[~listing["kind"].isin(VALUE_KINDS), "row"])
    for row in range(len(raw.frame)):
        if row in whole:
            assert row not in used.index
            assert row not in alone.index
        else:
            assert used.get(row, 0) + alone.get(row, 0) == values_in_row
    assert (listing["line"] == raw.frame[LINE].to_numpy()[listing["row"]]).all()


@settings(max_examples=20, deadline=None)
@given(st.data(), st.sampled_from(["keep_first", "keep_last"]), st.sampled_from(["exclude", "keep"]), st.booleans())
def test_every_row_and_value_is_used_or_listed(
    data: st.DataObject, duplicate: str, outside: str, by_window: bool
) -> None:
    trial, clean = tiny_trial(duplicate, outside, by_window)
    raw = data.draw(corrupted(clean))
    mapped = map_all(trial, raw)
    for name, result in mapped.items():
        assert result.accounts, name
        for account in result.accounts:
            assert account.n_in == account.n_used + account.n_listed, account
        assert all("none of its" in message for message in messages(result.listing))
    assert len(mapped["adsl"].records) == len(raw["subjects"].frame)
    recount(raw["vas"], mapped["adpain"], 1)
    recount(raw["sf36"], mapped["adqs"], 36)
    events = mapped["adae"]
    of_rows = ["unknown_subject", "not_randomised", "repeated_event"]
    without = left_out(events)[lambda listing: listing["kind"].isin(of_rows)]
    assert sorted([*events.records[ROW], *without["row"]]) == list(range(len(raw["events"].frame)))


def test_the_accounts_of_clean_files(tiny: Tiny) -> None:
    accounts = [account for result in tiny.mapped().values() for account in result.accounts]
    assert [(a.dataset, a.file, a.unit, a.n_in, a.n_used, a.n_listed, a.n_text) for a in accounts] == [
        ("adsl", "data/subjects.csv", "rows", 6, 6, 0, 0),
        ("adpain", "data/vas.csv", "rows", 36, 36, 0, 0),
        ("adpain", "data/vas.csv", "values", 36, 36, 0, 0),
        ("adqs", "data/sf36.csv", "rows", 18, 18, 0, 0),
        ("adqs", "data/sf36.csv", "values", 648, 648, 0, 0),
        ("adae", "data/events.csv", "rows", 3, 3, 0, 0),
    ]


# -- the account notices what is broken on purpose


def without_first(function: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    return lambda *given: function(*given).iloc[1:]


def with_first_twice(function: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    def doubled(*given: Any) -> pd.DataFrame:
        made = function(*given)
        return pd.concat([made.iloc[:1], made])

    return doubled


@pytest.fixture
def adam(tiny: Tiny) -> Tiny:
    """The tiny trial with its pain file declared to be ADaM."""
    tiny.write("data/vas.csv", "id,visit,PARAMCD,AVAL,ANL01FL\n001,V0,PAIN,60,Y\n001,V1,PAIN,40,Y\n")
    text = tiny.read(TRIAL_FILE)
    start, end = text.index("    date: {column: date}\n"), text.index("  sf36:\n")
    text = text[:start] + text[end:]
    start, end = text.index("    parameters:\n"), text.index("  adqs:\n")
    tiny.write(TRIAL_FILE, text[:start] + "    adam: true\n    parameters: {PAIN: {label: Pain}}\n" + text[end:])
    return tiny


STEPS_OF_RECORDS = (
    "known_subjects",
    "assign_visits",
    "name_parameters",
    "drop_missing",
    "check_units",
    "check_values",
    "drop_duplicates",
)


@pytest.mark.parametrize("function", STEPS_OF_RECORDS)
@pytest.mark.parametrize("name", ["adpain", "adqs"])
def test_a_row_that_is_dropped_in_silence_is_noticed(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, function: str, name: str
) -> None:
    assert tiny.mapped(name)
    original = getattr(trialstats.adam.records, function)
    monkeypatch.setattr(trialstats.adam.records, function, without_first(original))
    with pytest.raises(AccountingError, match=r"neither used nor listed|648 values, but 647 used"):
        tiny.mapped(name)


@pytest.mark.parametrize("function", ["drop_missing", "check_values"])
def test_a_record_that_is_doubled_is_noticed(tiny: Tiny, monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    original = getattr(trialstats.adam.records, function)
    monkeypatch.setattr(trialstats.adam.records, function, with_first_twice(original))
    monkeypatch.setattr(trialstats.adam.records, "drop_duplicates", lambda records, *_: records)
    with pytest.raises(AccountingError, match="36 values, but 37 used and 0 listed"):
        tiny.mapped("adpain")


def test_an_event_that_is_dropped_in_silence_is_noticed(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    original = trialstats.adam.occurrences.events.known_subjects
    monkeypatch.setattr(trialstats.adam.occurrences.events, "known_subjects", without_first(original))
    with pytest.raises(AccountingError, match=r"data/events\.csv: 1 rows are neither used nor listed"):
        tiny.mapped("adae")


@pytest.mark.parametrize("function", ["declared_parameters", "in_range", "drop_duplicates"])
def test_a_record_of_adam_that_is_dropped_in_silence_is_noticed(
    adam: Tiny, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    assert len(adam.mapped("adpain")["adpain"].records) == 2
    original = getattr(trialstats.adam.passthrough, function)
    monkeypatch.setattr(trialstats.adam.passthrough, function, without_first(original))
    with pytest.raises(AccountingError, match="neither used nor listed"):
        adam.mapped("adpain")
