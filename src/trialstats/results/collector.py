"""What gathers the rows and notes of a method while it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

from numpy.typing import NDArray

from trialstats.errors import FitError, NoSuchNumber
from trialstats.results.fitting import Fitting
from trialstats.results.rows import BRIEF
from trialstats.results.shape import Many, Result, Row, in_print, tidy, with_reason

__all__ = ["FAILED", "Collector"]

EXCLUDED, FAILED, FITS = "excluded", "failed", "fits"


class Collector:
    """Rows, the records left out of them, what was fitted, and what failed; a method says what is its own.

    further: names of lists of notes that it gives even where they are empty, beside those of exclusions and failures:
    `fits`, and others of the method's own.

    Examples
    --------
    >>> from trialstats.errors import FitError
    >>> collector = Collector("pain")
    >>> for visit, values in {"Week 4": [1.0, 3.0], "Week 8": []}.items():
    ...     collector.exclude({"AVISIT": visit}, {"in": 2, "AVAL missing": 2 - len(values), "used": len(values)})
    ...     row = {"kind": "lsmean", "AVISIT": visit}
    ...     with collector.attempt(row):
    ...         if not values:
    ...             raise FitError("no record has AVAL")
    ...         collector.add({**row, "estimate": sum(values) / len(values)})
    >>> result = collector.result(software="Python", inference="None.")
    >>> result.rows.set_index("AVISIT")[["estimate", "reason"]]
              estimate              reason
    AVISIT
    Week 4         2.0                <NA>
    Week 8         NaN  no record has AVAL
    >>> result.notes["failed"]
    [{'kind': 'lsmean', 'AVISIT': 'Week 8', 'reason': 'no record has AVAL'}]
    """

    def __init__(self, analysis: str, *further: str) -> None:
        self.analysis = analysis
        self.rows: list[Row] = []
        self.many: list[Many] = []
        self.notes: dict[str, list[Row]] = {name: [] for name in (EXCLUDED, FAILED, *further)}

    def add(self, *rows: Row) -> None:
        """Take rows."""
        self.rows += rows

    def add_many(self, same: Row, each: Mapping[str, Sequence[Any] | NDArray[Any]]) -> None:
        """Take rows that say the same but for what stands in columns: one row for each of the values of these."""
        self.many.append(Many(same, each, len(self.rows)))

    def add_without_numbers(self, rows: Sequence[Row], reason: str) -> None:
        """Take rows that cannot be estimated, with the reason."""
        self.rows += with_reason(rows, reason)

    def add_words(self, words: Callable[[Row], Row]) -> None:
        """Add to every row gathered so far the words that it has not itself."""
        self.rows = [{**words(row), **row} for row in self.rows]
        self.many = [replace(lot, same={**words(lot.same), **lot.same}) for lot in self.many]

    @contextmanager
    def attempt(self, what: Row, expected: Sequence[Row] | None = None) -> Iterator[None]:
        """Take the rows added within; where a FitError is raised there, those expected instead, without numbers.

        what: the piece of work by its keys, and the row expected of it where `expected` names no others. With the
        reason it is noted as failed, so that one piece that cannot be fitted neither takes the others with it nor goes
        unnoticed. A NoSuchNumber is no failure.
        """
        before, lots = len(self.rows), len(self.many)
        try:
            yield
        except FitError as error:
            reason = in_print(" ".join(str(error).split()))
            del self.rows[before:], self.many[lots:]
            self.add_without_numbers([what] if expected is None else expected, reason)
            if not isinstance(error, NoSuchNumber):
                known = {key: value for key, value in what.items() if value is not None}
                self.note(FAILED, {**known, "reason": reason})

    def exclude(self, keys: Row, counts: Mapping[str, int], under: str = EXCLUDED) -> None:
        """Note, in one of the lists, how many records came `in`, were left out for each other reason, and `used`."""
        left_out = {reason: count for reason, count in counts.items() if reason not in ("in", "used")}
        self.note(under, {**keys, "in": counts["in"], "left_out": left_out, "used": counts["used"]})

    def describe(self, keys: Row, fit: Row) -> None:
        """Note what was fitted."""
        self.note(FITS, {**keys, **fit})

    def note(self, name: str, note: Row) -> None:
        """Add to one of the lists of notes, or begin it."""
        self.notes.setdefault(name, []).append(note)

    def result(
        self, *, software: str, inference: str, brief: str = "", fitting: Fitting | None = None, **further: Any
    ) -> Result:
        """Bring the rows to their one shape, and the notes together with what was done, in words."""
        fitted = {} if fitting is None else {"fitting": asdict(fitting)}
        told = {BRIEF: in_print(brief)} if brief else {}
        notes = {"software": software, "inference": in_print(inference), **told, **fitted, **further, **self.notes}
        return Result(tidy(self.rows, self.analysis, self.many), notes)
