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

    A visit lies after the end of the trial if its planned day does. Where no day tells, nothing says that the visit
    was not missed before the end: it has no record.
    """
    arm = "TRTSEQP" if trial.crossover else "TRT01P"
    people = material.adsl[material.adsl[arm].notna()].set_index("USUBJID")
    values = {name: with_values(frame) for name, frame in material.datasets.items()}
    gone = after_end(trial, people)
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


def after_end(trial: Trial, people: pd.DataFrame) -> set[tuple[str, str]]:
    """Name the subjects and visits whose planned day lies after the day on which a subject discontinued."""
    if "EOSSTT" not in people:
        return set()
    ends = days_of_end(trial, people[people["EOSSTT"] == "DISCONTINUED"])
    planned = {visit: day for visit in trial.visit_order if (day := trial.visits[visit].target_day) is not None}
    return {(subject, visit) for subject, end in ends.items() for visit, day in planned.items() if day > end}


def days_of_end(trial: Trial, people: pd.DataFrame) -> dict[str, float]:
    """Give the study day on which the trial of each subject ended, of whom it is known."""
    day_one = day_one_of(trial)
    if day_one is None or not {day_one, "EOSDT"} <= {*people.columns}:
        return {}
    days = ((people["EOSDT"] - people[day_one]).dt.days + 1).dropna()
    return {str(subject): float(day) for subject, day in days.items()}


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
