"""What each subject has of each dataset at each planned visit, and the visits without a value as a listing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from trialstats.display.attendance import Seen
from trialstats.display.table.data import Cell, Column, Group, Row, TableData
from trialstats.trialfile.standard import visits_of_dataset
from trialstats.trialfile.study_days import day_one_of
from trialstats.trialfile.trial import Trial

__all__ = ["ATTENDANCE", "VISIT_VARIABLES", "Material", "absent_visits", "attendance"]

ATTENDANCE = ["dataset", "USUBJID", "ARM", "AVISIT", "seen"]
# What tells of a findings dataset at which visits it has values.
VISIT_VARIABLES = ["USUBJID", "AVISIT", "AVAL", "AVALC", "PARAMTYP", "DTYPE"]
NUMBER = "16.4.2"
# Kinds of what mapping lists that say that there is no value where there is a record.
BLANKS = ("blank", "missing_code", "missing_where")


@dataclass(frozen=True)
class Material:
    """What tells of visits: ADSL, findings datasets by name, what mapping listed of them, and scores not computed."""

    adsl: pd.DataFrame
    datasets: Mapping[str, pd.DataFrame]
    listing: pd.DataFrame
    unscored: Mapping[str, pd.DataFrame]


def attendance(trial: Trial, material: Material) -> pd.DataFrame:
    """Give what is there of every randomised subject, dataset and planned visit (columns ATTENDANCE; see Seen).

    A visit lies after the end of the trial if its planned day does, or, where no day tells, if a subject who
    discontinued has no value at it or later in any dataset.
    """
    arm = "TRTSEQP" if trial.crossover else "TRT01P"
    people = material.adsl[material.adsl[arm].notna()].set_index("USUBJID")
    values = {name: with_values(frame) for name, frame in material.datasets.items()}
    gone = after_end(trial, people, values)
    frames = [one_dataset(trial, name, found, people[arm], material, gone) for name, found in values.items()]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=ATTENDANCE)


def one_dataset(
    trial: Trial,
    name: str,
    values: set[tuple[str, str]],
    arms: pd.Series,
    material: Material,
    gone: set[tuple[str, str]],
) -> pd.DataFrame:
    """Say what a dataset has of each subject and visit."""
    blanks = blank_at(trial, name, material)
    listed = visits_of_dataset(trial, name)

    def seen(at: tuple[str, str]) -> Seen:
        if at in values:
            return Seen.PARTLY if at in blanks else Seen.OBSERVED
        if at in blanks:
            return Seen.BLANK
        return Seen.AFTER_END if at in gone else Seen.NO_RECORD

    rows = [
        (name, str(subject), arm, visit, str(seen((str(subject), visit))))
        for subject, arm in arms.astype(str).items()
        for visit in trial.from_baseline
        if visit in listed
    ]
    return pd.DataFrame(rows, columns=ATTENDANCE)


def with_values(frame: pd.DataFrame) -> set[tuple[str, str]]:
    """Name the subjects and visits with a value recorded or scored at that visit, not summed up over several."""
    keep = frame["AVAL"].notna() | (frame["AVALC"].fillna("") != "" if "AVALC" in frame else False)
    if "PARAMTYP" in frame and not frame["PARAMTYP"].eq("DERIVED").all():
        keep &= ~frame["PARAMTYP"].eq("DERIVED").fillna(False).astype(bool)
    if "DTYPE" in frame:
        keep &= frame["DTYPE"].isna()
    return pairs(frame.loc[keep, ["USUBJID", "AVISIT"]])


def blank_at(trial: Trial, name: str, material: Material) -> set[tuple[str, str]]:
    """Name the subjects and visits at which something was not recorded, or could not be scored."""
    visits = {code: visit for visit, declared in trial.visits.items() for code in (visit, *declared.codes)}
    listing = material.listing
    own = listing[(listing["dataset"] == name) & listing["kind"].isin(BLANKS)]
    found = pairs(pd.DataFrame({"subject": own["subject"], "visit": own["visit"].map(visits)}))
    unscored = material.unscored[name]
    scored = unscored[~unscored["PARAMCD"].isin(trial.datasets[name].derived)]  # a summary over visits is of no visit
    return found | pairs(scored[["USUBJID", "AVISIT"]])


def pairs(frame: pd.DataFrame) -> set[tuple[str, str]]:
    return set(frame.dropna().astype(str).itertuples(index=False, name=None))


def after_end(trial: Trial, people: pd.DataFrame, values: Mapping[str, set[tuple[str, str]]]) -> set[tuple[str, str]]:
    """Name the subjects and visits that lie after the subject's end of the trial."""
    if "EOSSTT" not in people:
        return set()
    order, stopped = trial.visit_order, people[people["EOSSTT"] == "DISCONTINUED"]
    known = set[tuple[str, str]]().union(*values.values())
    found = set[tuple[str, str]]()
    for subject, days in days_of_end(trial, stopped).items():
        last = max((at for at, visit in enumerate(order) if (subject, visit) in known), default=-1)
        for at, visit in enumerate(order):
            target = trial.visits[visit].target_day
            if at > last if days is None or target is None else target > days:
                found.add((subject, visit))
    return found


def days_of_end(trial: Trial, people: pd.DataFrame) -> dict[str, float | None]:
    """Give the study day on which each subject's trial ended; None where it is not known."""
    day_one = day_one_of(trial)
    if day_one is None or not {day_one, "EOSDT"} <= {*people.columns}:
        return dict.fromkeys(map(str, people.index))
    days = (people["EOSDT"] - people[day_one]).dt.days + 1
    return {str(subject): None if pd.isna(day) else float(day) for subject, day in days.items()}


def absent_visits(trial: Trial, attended: pd.DataFrame, *, notice: str | None = None) -> TableData | None:
    """List the visits at which values are missing, by dataset and subject; None where there is none."""
    missing = attended[attended["seen"] != Seen.OBSERVED]
    if missing.empty:
        return None
    return TableData(
        "Planned visits with values missing",
        (Column("Treatment", align="left"), Column("Visit", align="left"), Column("There is", align="left")),
        tuple(groups(trial, missing)),
        number=NUMBER,
        footnotes=(
            f"Listed: {len(missing):,} of {len(attended):,} planned visits of randomised subjects, by dataset.",
        ),
        notice=notice,
        stub="Subject",
        what="Listing",
        once=2,
    )


def groups(trial: Trial, missing: pd.DataFrame) -> Iterator[Group]:
    """Gather the visits by dataset."""
    for name, found in missing.groupby("dataset", sort=False):
        rows = found[["USUBJID", "ARM", "AVISIT", "seen"]].itertuples(index=False, name=None)
        label = trial.datasets[str(name)].label
        called = f"{label} ({name})" if label else str(name)
        yield Group(called, tuple(Row(subject, tuple(map(Cell, cells))) for subject, *cells in rows))
