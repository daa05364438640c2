"""Two runs side by side: numbers, records, inputs, settings, code; and which of these a difference may come from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

__all__ = ["DatasetChange", "NumberChange", "Run", "RunsCompared", "compare_runs"]

KEYS = ("USUBJID", "PARAMCD", "AVISIT")
TINY = 1e-12
MOST = 20


@dataclass(frozen=True)
class Run:
    """What a run left. settings: the trial file of now, where it is beside the results and as the run used it.

    printed: what tables print of a row, by id. reads: the datasets that each analysis reads, where that is known.
    """

    name: str
    ard: pd.DataFrame
    datasets: Mapping[str, pd.DataFrame]
    manifest: Mapping[str, Any]
    settings: Mapping[str, Any] | None
    printed: Mapping[str, tuple[str, ...]]
    reads: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class NumberChange:
    """A number that differs: its id, both values, and the texts of the tables where these differ too."""

    id: str
    analysis: str
    first: float
    second: float
    printed: tuple[tuple[str, ...], tuple[str, ...]] | None

    @property
    def relative(self) -> float:
        """The difference as a part of the larger."""
        size = max(abs(self.first), abs(self.second))
        return abs(self.first - self.second) / size if size else 0.0


@dataclass(frozen=True)
class DatasetChange:
    """What differs of a dataset: subjects of one run alone, records of one alone, and values changed by variable."""

    name: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    records_lost: tuple[str, ...]
    records_gained: tuple[str, ...]
    changed: Mapping[str, tuple[str, ...]]

    @property
    def is_equal(self) -> bool:
        return not (self.records_lost or self.records_gained or self.changed)


@dataclass(frozen=True)
class RunsCompared:
    """All differences between two runs; `likely` names, of each analysis with other numbers, what may be the cause."""

    numbers: tuple[NumberChange, ...]
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    datasets: tuple[DatasetChange, ...]
    inputs: tuple[str, ...]
    settings: tuple[str, ...]
    settings_known: bool
    code: tuple[str, ...]
    versions: tuple[str, ...]
    likely: Mapping[str, tuple[str, ...]]

    @property
    def is_equal(self) -> bool:
        """Whether all numbers and records are the same; other code or inputs alone make no difference."""
        return not (self.numbers or self.lost or self.gained or self.datasets)


def compare_runs(first: Run, second: Run, tolerance: float) -> RunsCompared:
    """Compare two runs; numbers are equal that differ by less than a part `tolerance`."""
    numbers, lost, gained = compare_numbers(first, second, tolerance)
    datasets = tuple(compare_datasets(first.datasets, second.datasets))
    inputs = tuple(of_mapping(first.manifest.get("inputs", {}), second.manifest.get("inputs", {})))
    known = first.settings is not None and second.settings is not None
    settings = tuple(of_settings(first.settings or {}, second.settings or {})) if known else ()
    code = tuple(of_mapping(first.manifest.get("code", {}), second.manifest.get("code", {})))
    versions = tuple(
        f"{name}: {first.manifest.get('versions', {}).get(name, 'none')}, then {version}"
        for name, version in second.manifest.get("versions", {}).items()
        if first.manifest.get("versions", {}).get(name) != version
    )
    likely = causes(numbers, {**first.reads, **second.reads}, datasets, settings, inputs, code, versions)
    return RunsCompared(numbers, lost, gained, datasets, inputs, settings, known, code, versions, likely)


def compare_numbers(
    first: Run, second: Run, tolerance: float
) -> tuple[tuple[NumberChange, ...], tuple[str, ...], tuple[str, ...]]:
    """Compare the statistics of two runs by their ids; gives those that differ, and those of one run alone."""
    ours, theirs = values(first.ard), values(second.ard)
    analyses = dict(zip(first.ard["id"], first.ard["analysis"], strict=True))
    rows = dict(zip(first.ard["id"], first.ard["row_id"], strict=True))
    changed = [
        NumberChange(id_, str(analyses[id_]), value, theirs[id_], texts(first, second, str(rows[id_])))
        for id_, value in ours.items()
        if id_ in theirs and not same(value, theirs[id_], tolerance)
    ]
    lost = tuple(id_ for id_ in ours if id_ not in theirs)
    return tuple(changed), lost, tuple(id_ for id_ in theirs if id_ not in ours)


def values(ard: pd.DataFrame) -> dict[str, float]:
    return dict(zip(ard["id"].astype(str), ard["stat"].astype(float), strict=True))


def same(one: float, other: float, tolerance: float) -> bool:
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return math.isclose(one, other, rel_tol=tolerance, abs_tol=TINY)


def texts(first: Run, second: Run, row: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Give what tables print of a row in both runs, where it differs."""
    before, after = first.printed.get(row, ()), second.printed.get(row, ())
    return (before, after) if before != after else None


def compare_datasets(first: Mapping[str, pd.DataFrame], second: Mapping[str, pd.DataFrame]) -> Iterator[DatasetChange]:
    """Yield the datasets that differ; of one that a run alone has all records are of that run alone.

    Analysis results data given without their run have no datasets, which says nothing of records.
    """
    if not (first and second):
        return
    either = {**second, **first}
    for name, frame in either.items():
        none = frame.iloc[:0]
        change = compare_dataset(name, first.get(name, none), second.get(name, none))
        if not change.is_equal:
            yield change


def compare_dataset(name: str, first: pd.DataFrame, second: pd.DataFrame) -> DatasetChange:
    """Compare a dataset record by record, by subject, parameter, visit and place among records of the same."""
    before, after = keyed(first), keyed(second)
    subjects = [list(dict.fromkeys(frame["USUBJID"].astype(str))) for frame in (first, second)]
    common = before.index.intersection(after.index)
    both = [frame.loc[common] for frame in (before, after)]
    changed: dict[str, tuple[str, ...]] = {}
    for column in first.columns.intersection(second.columns):
        differs = both[0][column].ne(both[1][column]).to_numpy()
        if differs.any():
            changed[str(column)] = tuple(" ".join(filter(None, key)) for key in common[differs])
    changed |= {str(column): ("gone",) for column in first.columns.difference(second.columns)}
    changed |= {str(column): ("new",) for column in second.columns.difference(first.columns)}
    return DatasetChange(
        name,
        tuple(each for each in subjects[0] if each not in set(subjects[1])),
        tuple(each for each in subjects[1] if each not in set(subjects[0])),
        tuple(" ".join(filter(None, key)) for key in before.index.difference(after.index)),
        tuple(" ".join(filter(None, key)) for key in after.index.difference(before.index)),
        changed,
    )


def keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """Give values as texts by the keys of records; several of one key are numbered."""
    told = frame.astype("object").where(frame.notna(), "").astype(str)
    keys = [key for key in KEYS if key in frame]
    number = told.groupby(keys, sort=False).cumcount().astype(str).where(lambda found: found.ne("0"), "")
    return told.set_axis(pd.MultiIndex.from_arrays([*(told[key] for key in keys), number]))


def of_mapping(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[str]:
    """Name what differs of two mappings."""
    for key in dict.fromkeys([*first, *second]):
        if first.get(key) != second.get(key):
            yield f"{key}: {'new' if key not in first else 'gone' if key not in second else 'changed'}"


def of_settings(first: Any, second: Any, path: str = "") -> Iterator[str]:
    """Say the settings that differ: `analyses.pain.ddf: kr, then satterthwaite`."""
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        for key in dict.fromkeys([*first, *second]):
            below = f"{path}.{key}" if path else str(key)
            yield from of_settings(first.get(key), second.get(key), below)
    elif first != second:
        yield f"{path}: {'nothing' if first is None else first}, then {'nothing' if second is None else second}"


def causes(
    numbers: Sequence[NumberChange],
    reads: Mapping[str, Sequence[str]],
    datasets: Sequence[DatasetChange],
    settings: Sequence[str],
    inputs: Sequence[str],
    code: Sequence[str],
    versions: Sequence[str],
) -> dict[str, tuple[str, ...]]:
    """Name of each analysis with other numbers what of its material differs; of none, that nothing explains it."""
    changed = [each.name for each in datasets]
    found: dict[str, tuple[str, ...]] = {}
    for analysis in dict.fromkeys(each.analysis for each in numbers):
        own = [name for name in changed if name in ("adsl", *reads.get(analysis, ()))] if analysis in reads else changed
        said = [f"records of {name}" for name in own]
        said += [f"setting {each.partition(':')[0]}" for each in settings if concerns(each, analysis, reads)]
        if not said:
            said += [f"the input {each}" for each in inputs if analysis not in reads]
            said += [f"code ({len(code)} modules)"] if code else []
            said += [f"version of {each.partition(':')[0]}" for each in versions]
        found[analysis] = tuple(said) or ("not explained",)
    return found


def concerns(setting: str, analysis: str, reads: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether a setting may change the numbers of an analysis: its own, or one of no analysis and no display."""
    section, _, rest = setting.partition(".")
    if section == "analyses":
        return rest.partition(".")[0].partition(":")[0] == analysis
    if section == "datasets":
        return rest.partition(".")[0].partition(":")[0] in reads.get(analysis, ())
    section = section.partition(":")[0]
    return section not in ("tables", "figures", "listings", "title", "notice", "style", "data_cut")
