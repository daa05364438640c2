"""One row a subject: rows that stand for one are made one, and rows that cannot be told apart are refused."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from trialstats.adam.advice.names import one_id
from trialstats.adam.listing import SUBJECT, Listing
from trialstats.adam.messages import first_few, placed, plural
from trialstats.errors import DataError
from trialstats.io.shown import escaped, shown
from trialstats.io.table import FILE, LINE
from trialstats.trialfile.parts.sources import Source
from trialstats.trialfile.text.alike import difference

__all__ = ["check_identity", "one_row_each"]

SHOWN_SUBJECTS = 10


KIND = "duplicate_subject"
KEPT = (
    "if one of several rows of a subject is right, `problems: {duplicate_subject: keep_first}` (or `keep_last`) takes "
    "it and lists the others"
)


def one_row_each(
    frame: pd.DataFrame, columns: list[str], source: Source, listing: Listing, *, repeated: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Take the first or last of each subject's rows, as `duplicate_subject` says, and list the others; give both.

    columns: those that are used. repeated: rows that say the same in these are one, and not listed. Where nothing is
    kept of several rows, the frame stays as it is, but for those.
    """
    fate = listing.fate(KIND)
    if fate == "fatal":
        return (first_rows(frame, columns, source, listing.place) if repeated else frame), frame.iloc[:0]
    known = frame[~blank_subjects(frame, source)]
    extra = known[known[SUBJECT].duplicated(keep="first" if fate == "keep_first" else "last")]
    kept = frame.drop(extra.index)
    texts = pd.DataFrame({name: known[name].str.strip() for name in dict.fromkeys(columns)}, index=known.index)
    used = texts.loc[kept.index.intersection(known.index)].set_index(known.loc[known.index.isin(kept.index), SUBJECT])
    differs = texts.loc[extra.index].ne(used.loc[extra[SUBJECT]].set_axis(extra.index))
    listed = extra[differs.any(axis="columns")] if repeated else extra
    lines = dict(zip(kept[SUBJECT], kept[LINE], strict=True))
    said = [
        f"of whom {listing.place} {lines[subject]} is used; this {unlike(differs.columns[differs.loc[row]])}"
        for row, subject in zip(listed.index, listed[SUBJECT], strict=True)
    ]
    allowed = pd.Series(said, index=listed.index, dtype="str")
    listing.add(listed, KIND, item="-".join(source.subject), value=listed[SUBJECT], allowed=allowed)
    return kept, listed


def unlike(names: Sequence[str]) -> str:
    """Say in which columns two rows of a subject differ."""
    return f"differs in {', '.join(names)}" if len(names) else "says the same"


def first_rows(frame: pd.DataFrame, columns: list[str], source: Source, place: str) -> pd.DataFrame:
    """Take the first of each subject's rows; DataError where another of them says something else."""
    refuse_nobody(frame, source, place)
    texts = pd.DataFrame({name: frame[name].str.strip() for name in dict.fromkeys(columns)}, index=frame.index)
    first = texts.groupby(frame[SUBJECT], sort=False).transform("first")
    differs = texts.ne(first)
    subjects = frame.loc[differs.any(axis="columns"), SUBJECT].drop_duplicates()
    different = {column: set(frame.loc[differs[column], SUBJECT]) for column in texts}
    said = [
        several_values(frame, texts[column], subject, source, place)
        for subject in subjects.iloc[:SHOWN_SUBJECTS]
        for column in texts
        if subject in different[column]
    ]
    if more := len(subjects) - len(subjects.iloc[:SHOWN_SUBJECTS]):
        said.append(f"{source.file}: and {more} more subject{'s' * (more > 1)}; {identity_hint(source)}")
    if said:
        raise DataError([*said, f"({source.file}: {KEPT})"])
    return frame.drop_duplicates(SUBJECT)


def several_values(frame: pd.DataFrame, texts: pd.Series, subject: str, source: Source, place: str) -> str:
    """Name all values of a subject with their lines: `arm = 500U (line 2), 5000U (lines 3, 4)`."""
    own = frame[frame[SUBJECT] == subject]
    stands = placed if own[FILE].ne(own[FILE].iloc[0]).any() else in_file
    groups = own.groupby(texts[own.index], sort=False)
    values = [f"{shown(str(value))} ({stands(group, place)})" for value, group in groups]
    return escaped(
        f"{placed(own, place)}: {texts.name} = {', '.join(values)}: one subject, several values (subject {subject})"
    )


def in_file(rows: pd.DataFrame, place: str) -> str:
    """Name the lines of rows of one file."""
    return plural(place, rows[LINE].astype("str"))


def identity_hint(source: Source) -> str:
    if len(source.subject) > 1:
        return f"if {' and '.join(f'`{name}`' for name in source.subject)} do not identify a subject, list more columns"
    (name,) = source.subject
    return f"if `{name}` alone does not identify a subject, list several columns: `subject: [site, {name}]`"


def check_identity(frame: pd.DataFrame, source: Source, place: str, what: str | None = None) -> None:
    """Refuse a subject without an identifier, and two rows for one: nothing can be decided about either.

    what: what the rows of one identifier are said to be; by default several subjects.
    """
    problems = nobody(frame, source, place)
    twice = frame[frame[SUBJECT].duplicated(keep=False) & ~blank_subjects(frame, source)]
    subjects = twice[SUBJECT].drop_duplicates()
    for subject in subjects.iloc[:SHOWN_SUBJECTS]:
        rows = twice[twice[SUBJECT] == subject]
        stands = (what or "for {n} subjects").format(n=len(rows))
        column = "-".join(source.subject)
        problems.append(escaped(f"{placed(rows, place)}: {column} = {subject} stands {stands}"))
    if more := len(subjects) - len(subjects.iloc[:SHOWN_SUBJECTS]):
        problems.append(f"{source.file}: and {more} more")
    if what is None and len(subjects) > 1 and 2 * len(subjects) > frame[SUBJECT].nunique():
        problems.append(f"{source.file}: if the file has several rows a subject, say `repeated: true`")
    if not subjects.empty:
        problems.append(f"({source.file}: {KEPT})")
    problems += alike(frame, source, place) if what is None else []
    if problems:
        raise DataError(problems)


def alike(frame: pd.DataFrame, source: Source, place: str) -> list[str]:
    """Name the ids that differ by nothing but zeros, case or what is not seen: one person would count as two."""
    first = frame[~blank_subjects(frame, source)].drop_duplicates(SUBJECT)
    column = "-".join(source.subject)
    said = []
    for _, group in first.groupby(first[SUBJECT].map(one_id), sort=False):
        one, *others = group[SUBJECT].tolist()
        for other in others:
            but = difference(other, one) or ", but for zeros"
            ids = f"{shown(one)} and {shown(other)}"
            said.append(
                f"{placed(group, place)}: {column} = {ids} are the same{but}, and would count as two "
                "subjects: write one id for one person, and for two people ids that differ in more than that"
            )
    return first_few(map(escaped, said), source.file)


def refuse_nobody(frame: pd.DataFrame, source: Source, place: str) -> None:
    if problems := nobody(frame, source, place):
        raise DataError(problems)


def nobody(frame: pd.DataFrame, source: Source, place: str) -> list[str]:
    """Name the rows without an identifier."""
    column = "-".join(source.subject)
    blank = frame[blank_subjects(frame, source)]
    said = [
        f"{file}, {place} {line}: {column} is blank, so the row belongs to nobody"
        for file, line in zip(blank[FILE], blank[LINE], strict=True)
    ]
    return first_few(map(escaped, said), source.file)


def blank_subjects(frame: pd.DataFrame, source: Source) -> pd.Series:
    return pd.concat([frame[name].str.strip() == "" for name in source.subject], axis="columns").any(axis="columns")
