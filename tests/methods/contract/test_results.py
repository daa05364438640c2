"""What holds for the result of every method, whatever it estimates."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import pytest

from tests.methods.contract.trial import Finished, Tried
from trialstats.methods.entry import Entry
from trialstats.methods.registry import METHODS
from trialstats.results.kinds import Kind
from trialstats.results.shape import STATISTICS

every_method = pytest.mark.parametrize("entry", METHODS, ids=lambda entry: entry.name)


def results(entry: Entry, tried: Tried) -> Iterator[Finished]:
    for name in tried.of_method(entry.name):
        yield tried.run(name)


@every_method
def test_a_row_has_an_id_of_its_own(entry: Entry, tried: Tried) -> None:
    for finished in results(entry, tried):
        ids = finished.result.rows["id"]
        assert not ids.duplicated().any()
        assert ids.str.startswith(f"{finished.inputs.name}/").all()


@every_method
def test_what_is_absent_has_a_reason(entry: Entry, tried: Tried) -> None:
    """But a row that tells a sentence, which is its PARAM, has no number."""
    for finished in results(entry, tried):
        rows = finished.result.rows
        empty = rows[list(STATISTICS)].isna().all(axis="columns") & rows["PARAM"].isna()
        estimated = rows["kind"].isin(Kind.those(lambda traits: traits.estimated))
        without = estimated & rows["estimate"].isna() & rows["statistic"].isna()
        assert not rows.loc[(empty | without) & rows["reason"].isna(), "id"].tolist()


@every_method
def test_counts_and_shares_agree(entry: Entry, tried: Tried) -> None:
    for finished in results(entry, tried):
        rows = finished.result.rows
        whole = rows[["n", "count", "total", "events"]]
        assert ((whole % 1 == 0) | whole.isna()).all(axis=None)
        assert not (rows["count"] > rows["total"]).any()
        both = rows[rows["percent"].notna()]
        pd.testing.assert_series_equal(both["percent"], 100 * both["count"] / both["total"], check_names=False)


@every_method
def test_an_estimate_lies_in_its_interval(entry: Entry, tried: Tried) -> None:
    for finished in results(entry, tried):
        rows = finished.result.rows
        limits = rows[["conf_low", "conf_high", "conf_level"]].notna()
        assert (limits["conf_level"] >= limits["conf_low"]).all(), "an interval says its level"
        outside = (rows["estimate"] < rows["conf_low"]) | (rows["estimate"] > rows["conf_high"])
        assert not rows.loc[outside, "id"].tolist()
        assert not ((rows["p_value"] < 0) | (rows["p_value"] > 1)).any()


@every_method
def test_notes_can_be_written_and_tell_how(entry: Entry, tried: Tried) -> None:
    for finished in results(entry, tried):
        notes = dict(finished.result.notes)
        assert json.loads(json.dumps(notes, allow_nan=False)) == plain(notes)
        assert {"software", "inference", "excluded", "failed"} <= notes.keys(), sorted(notes)


def plain(value: Any) -> Any:
    """Give notes as JSON has them: lists for tuples."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


@every_method
def test_what_is_left_out_adds_up(entry: Entry, tried: Tried) -> None:
    for finished in results(entry, tried):
        for account in finished.result.notes["excluded"]:
            lost = sum(account["left_out"].values())
            assert account["in"] - lost == account["used"], account
            assert account["used"] >= 0, account


@every_method
def test_what_failed_is_told_in_rows_too(entry: Entry, tried: Tried) -> None:
    for finished in results(entry, tried):
        reasons = set(finished.result.rows["reason"].dropna())
        for failed in finished.result.notes["failed"]:
            assert failed["reason"] in reasons, failed
