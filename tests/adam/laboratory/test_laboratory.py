"""What holds of a laboratory whatever its file says: counts add up, units do not matter, nothing is lost in silence."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from decimal import Decimal
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trialstats.adam.records
from tests.adam.laboratory.assay import (
    CONVERT,
    LIMITS,
    REPLICATES,
    SPECIMEN,
    bds,
    fate,
    laboratory,
    line,
    mapped,
    originals,
)
from tests.adam.test_accounting import left_out, without_first
from tests.tiny import Tiny, map_all, with_rows
from trialstats.adam.accounting import VALUE_KINDS, AccountingError
from trialstats.adam.bds import build_bds
from trialstats.adam.listing import ROW
from trialstats.adam.mapping import Mapped
from trialstats.adam.messages import messages
from trialstats.io.read import Raw
from trialstats.io.table import FILE, LINE, is_own
from trialstats.trialfile.parts.problems import KINDS, NAMES
from trialstats.trialfile.trial import Trial

RESULTS = ["", "0.3", "0.7", "1.2", "1.3", "5", "99", "120", "<0.7", "<0.9", ">100", "BLQ", "ALQ", "x", "-1", "0", "<0"]
UNITS = ["ng/L", "ng/L", "pg/mL", "ug/L", "ng/mL", ""]
SAID = (LIMITS, CONVERT, SPECIMEN, REPLICATES, "scale: log")
KEPT = ("other_limit", "replicate_cv", "replicate_mixed")


def result(draw: st.DrawFn, subject: str, visit: str) -> str:
    return line(
        draw(st.sampled_from(RESULTS)),
        unit=draw(st.sampled_from(UNITS)),
        batch=draw(st.sampled_from(["A", "A", "B", "C", ""])),
        specimen=draw(st.sampled_from(["PLASMA", "PLASMA", "PLASMA", "SERUM", ""])),
        rep=draw(st.sampled_from(["1", "2", "3", ""])),
        subject=subject,
        visit=visit,
    )


@st.composite
def files(draw: st.DrawFn) -> list[str]:
    """Lines of two subjects at two visits, of any kind."""
    places = draw(st.lists(st.tuples(st.sampled_from(["001", "002"]), st.sampled_from(["V0", "V1"])), max_size=14))
    return [result(draw, subject, visit) for subject, visit in places]


@cache
def trial_of(kept: bool, holds: str) -> tuple[Trial, dict[str, Raw]]:
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        tiny = laboratory(Tiny(), line("1"), said=(LIMITS[:-1] + f", holds: {holds}}}", *SAID[1:]))
        fates = {
            **dict.fromkeys(KINDS, "exclude"),
            "duplicate_subject": "keep_first",
            **dict.fromkeys(NAMES, "{exclude: '*'}"),
            **(dict.fromkeys(KEPT, "keep") if kept else {}),
        }
        tiny.spec("    file: data/labs.csv\n", "    file: data/labs.csv\n    may_be_empty: true\n")
        fate(tiny, max_excluded="1", **{**fates, "duplicate": "keep_first", "outside_window": "exclude"})
        return tiny.load(), tiny.raw()


def read(lines: list[str], kept: bool = True, holds: str = "reported") -> tuple[Trial, Mapped, pd.DataFrame, Raw]:
    """Map lines of the laboratory; with ADSL and the raw rows."""
    trial, raw = trial_of(kept, holds)
    header = [name for name in raw["labs"].frame if not is_own(name)]
    frame = pd.DataFrame([text.split(",") for text in lines], columns=header, dtype="str")
    frame = frame.assign(**{FILE: "data/labs.csv", LINE: range(2, len(lines) + 2)})
    raw = with_rows(raw, "labs", frame.reindex(columns=raw["labs"].frame.columns))
    done = map_all(trial, raw, "adlb")
    return trial, done["adlb"], done["adsl"].records, raw["labs"]


@settings(max_examples=30, deadline=None)
@given(files(), st.booleans(), st.sampled_from(["reported", "declared"]))
def test_every_line_is_used_once_or_listed_once(lines: list[str], kept: bool, holds: str) -> None:
    _, found, _, raw = read(lines, kept, holds)
    assert messages(found.listing) == []
    for account in found.accounts:
        assert account.n_in == account.n_used + account.n_listed == len(lines)
    listed, used = left_out(found), found.records.groupby(ROW).size()
    assert set(listed["kind"]) <= set(VALUE_KINDS)
    alone = listed.groupby("row").size()
    assert [used.get(row, 0) + alone.get(row, 0) for row in range(len(raw.frame))] == [1] * len(lines)


@settings(max_examples=30, deadline=None)
@given(files(), st.booleans(), st.sampled_from(["reported", "declared"]))
def test_what_a_record_holds_fits_together(lines: list[str], kept: bool, holds: str) -> None:
    trial, found, adsl, _ = read(lines, kept, holds)
    data, _ = build_bds(trial, "adlb", found.records, adsl)
    original = data[data["DTYPE"].isna()]
    below, above = original["BLQFL"] == "Y", original["ALQFL"] == "Y"
    assert not (below & above).any()
    assert (original["AVAL"].isna() == (below | above)).all()
    assert original["ALLOQ"].gt(0).all()
    assert not original.duplicated(["USUBJID", "PARAMCD", "AVISIT"]).any()
    if holds == "declared":
        measured = original[original["AVAL"].notna()]
        assert measured["AVAL"].ge(measured["ALLOQ"] * (1 - 1e-9)).all()
    derived = data[data["DTYPE"] == "HALFLLOQ"]
    assert len(derived) == below.sum()
    assert (derived["AVAL"].to_numpy() == (derived["ALLOQ"] / 2).to_numpy()).all()
    assert derived["ANL01FL"].isna().all()
    assert (derived["ANL02FL"] == "Y").all()
    assert original["ANL02FL"].isna().all()


def in_unit(text: str, unit: str, factor: Decimal) -> str:
    """Write a line again in another unit of which `factor` make one ng/L; only what is in ng/L."""
    fields = text.split(",")
    mark, number = ("", fields[4]) if fields[4][:1] not in ("<", ">") else (fields[4][0], fields[4][1:])
    if fields[5] != "ng/L" or not number.replace(".", "").replace("-", "").isdigit():
        return text
    fields[4:6] = [f"{mark}{Decimal(number) * factor:f}", unit]
    return ",".join(fields)


@settings(max_examples=30, deadline=None)
@given(files(), st.sampled_from([("pg/mL", Decimal(1)), ("ug/L", Decimal("0.001"))]))
def test_the_unit_of_the_file_does_not_matter(lines: list[str], other: tuple[str, Decimal]) -> None:
    plain = [text.replace(",pg/mL,", ",ng/L,").replace(",ug/L,", ",ng/L,") for text in lines]
    made = []
    for written in (plain, [in_unit(text, *other) for text in plain]):
        trial, found, adsl, _ = read(written)
        data, _ = build_bds(trial, "adlb", found.records, adsl)
        made.append(data.drop(columns=["AVALC", "LBREP"]))  # the text is as received
    pd.testing.assert_frame_equal(*made, rtol=1e-12)


@settings(max_examples=30, deadline=None)
@given(files(), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(lines: list[str], random: object) -> None:
    distinct = list(dict.fromkeys(lines))  # of two equal lines the first is kept, whichever that is
    shuffled = list(distinct)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    made = []
    for written in (distinct, shuffled):
        # Which of two records of one replicate is kept does depend on the order: take one of each.
        keyed = {tuple(text.split(",")[index] for index in (0, 1, 6, 7, 8)): text for text in sorted(written)}
        ordered = [text for text in written if text in set(keyed.values())]
        trial, found, adsl, _ = read([text for text in ordered if ",A," in text])
        data, _ = build_bds(trial, "adlb", found.records, adsl)
        made.append(data.drop(columns="SRCLINE"))
    pd.testing.assert_frame_equal(*made)


STEPS = (
    "name_parameters",
    "check_specimens",
    "check_units",
    "check_values",
    "apply_limits",
    "check_positive",
    "drop_repeated_replicates",
    "combine_replicates",
    "drop_duplicates",
)


@pytest.mark.parametrize("function", STEPS)
def test_a_record_that_is_dropped_in_silence_is_noticed(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    laboratory(tiny, line("5"), line("<0.7", visit="V1"), line("6", visit="V2"))
    assert len(mapped(tiny).records) == 3
    original: Callable[..., pd.DataFrame] = getattr(trialstats.adam.records, function)
    monkeypatch.setattr(trialstats.adam.records, function, without_first(original))
    with pytest.raises(AccountingError, match="neither used nor listed"):
        mapped(tiny)


def test_a_censored_baseline_gives_no_change(tiny: Tiny) -> None:
    lines = [line("<0.7"), line("2", visit="V1"), line("3", subject="002"), line("<0.7", subject="002", visit="V1")]
    laboratory(tiny, *lines)
    data = originals(tiny)
    assert data["CHG"].isna().all()
    from trialstats.methods.shared.quantification.coded import kinds_of_text
    from trialstats.results.rows import Coded

    kinds = kinds_of_text(data, "CHG", "Baseline")[data["AVISIT"] == "Week 4"].tolist()
    assert kinds == [Coded.AT_BASELINE, "Below limit (<)"]


@pytest.mark.parametrize(
    ("result", "group"),
    [("BLQ", "Below limit (<)"), ("0.2", "Below limit (<)"), ("500", "Above limit (>)"), ("ALQ", "Above limit (>)")],
)
def test_results_beyond_a_limit_are_counted_as_such_however_they_are_written(
    tiny: Tiny, result: str, group: str
) -> None:
    from trialstats.methods.shared.quantification.coded import groups_of_text

    laboratory(tiny, line(result))
    assert groups_of_text(originals(tiny)).tolist() == [group]


def test_a_derived_record_is_in_no_analysis(tiny: Tiny) -> None:
    from trialstats.methods.shared.select import select_records

    laboratory(tiny, line("5"), line("<0.7", visit="V1"))
    tiny.spec("analyses:\n", "analyses:\n  labs: {method: descriptive, dataset: adlb, population: ITTFL}\n")
    built = tiny.adam("adpain", "adlb")
    chosen, counts = select_records(built["adlb"], built["adsl"], tiny.load().complete("labs"), ["Baseline", "Week 4"])
    assert chosen["DTYPE"].isna().all()
    assert counts["ANL01FL is not Y"] == 1
    assert len(bds(tiny)) == len(chosen) + 1
