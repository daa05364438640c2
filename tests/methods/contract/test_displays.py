"""Every row of every method is shown by each display that can show the method, or named beside it as left out.

What a display leaves out stands in `LEAVES_OUT` of its module. A word that a model renames, a line that a table
forgets and a method without a trial, or without a display, fail here by their names.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.methods.contract.shown import PAIRS, Showings, Shown, hidden
from tests.methods.contract.trial import Tried
from trialstats.methods.entry import Entry
from trialstats.methods.registry import METHODS
from trialstats.methods.show import left_out
from trialstats.results.kinds import Kind

every_method = pytest.mark.parametrize("entry", METHODS, ids=lambda entry: entry.name)
every_pair = pytest.mark.parametrize("pair", PAIRS)


@every_method
def test_a_method_has_a_trial_and_a_display(entry: Entry, tried: Tried) -> None:
    assert tried.of_method(entry.name), f"trial.yaml has no analysis of method {entry.name}"
    assert entry.displays, f"no display of the registry shows method {entry.name}"


@every_pair
def test_a_display_shows_the_method(pair: str, showings: Showings) -> None:
    shown = [name for name, made in showings.of(*PAIRS[pair]) if any(showing.ids for showing in made)]
    assert shown, f"no analysis of trial.yaml gives what makes {pair}"


@every_pair
def test_every_row_is_shown_or_named_as_left_out(pair: str, showings: Showings) -> None:
    forgotten = []
    for name, made in showings.of(*PAIRS[pair]):
        if made:
            named = left_out(PAIRS[pair][1])
            rows = hidden(showings.tried.run(name).rows, made)
            forgotten += [row["id"] for row in rows if not any(left.covers(row) for left in named)]
    assert not forgotten, f"{len(forgotten)} rows neither shown nor named, such as {forgotten[:5]}"


@every_pair
def test_what_fell_out_of_an_estimate_for_a_limit_is_said(pair: str, showings: Showings) -> None:
    """Such rows have no cell: a note says their numbers."""
    for showing in all_of(showings, *PAIRS[pair]):
        rows = showing.rows[showing.rows["kind"] == Kind.BEYOND_LIMIT]
        for arm, count in rows[["ARM", "count"]].itertuples(index=False):
            assert f"{arm} {count:.0f}" in showing.words


@every_pair
def test_each_row_shown_is_one_of_its_analyses(pair: str, showings: Showings) -> None:
    for showing in all_of(showings, *PAIRS[pair]):
        assert showing.ids <= set(showing.rows["id"])


@pytest.mark.parametrize("kind", dict.fromkeys(kind for _, kind in PAIRS.values()), ids=lambda kind: kind.__name__)
def test_what_is_named_as_left_out_is(kind: type, showings: Showings) -> None:
    """Each is of rows that there are, and that no display of the kind shows."""
    made = [showing for entry, of in PAIRS.values() if of is kind for showing in all_of(showings, entry, kind)]
    ids = {row for showing in made for row in showing.ids}
    rows = {row["id"]: row for showing in made for row in showing.rows.to_dict("records")}
    for left in left_out(kind):
        covered = {name for name, row in rows.items() if left.covers(row)}
        assert covered - ids, f"no row is {left}"
        assert left.of_nobody or left.some or not covered & ids, (
            f"shown all the same: {sorted(covered & ids)[:5]}, of {left}"
        )


@every_pair
def test_a_figure_names_its_population(pair: str, showings: Showings) -> None:
    for showing in all_of(showings, *PAIRS[pair]):
        named = set(showing.rows["population"].dropna()) - {""}
        if showing.table is None and named:
            words = " ".join(showing.words.split())
            assert all(name in words for name in named), named


def all_of(showings: Showings, entry: Entry, kind: type) -> Iterator[Shown]:
    for _, made in showings.of(entry, kind):
        yield from made
