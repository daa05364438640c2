"""What the guide says, in the order of PHUSE's template for it, from the trial file and what the run left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from trialstats.standards.dataset import Change, Dataset
from trialstats.standards.define.build import class_of, structure
from trialstats.standards.define.settings import settings
from trialstats.standards.guide.blocks import Block, Commands, Items, Paragraph, Section, Table
from trialstats.standards.guide.study import analysis_sections, study_sections
from trialstats.standards.oids import ADAMIG_VERSION, OCCDS_VERSION
from trialstats.standards.told import told
from trialstats.trialfile.trial import Trial

__all__ = ["Finding", "Found", "sections_of", "title_of"]

CREATED = (
    "datasetJSONCreationDateTime of Dataset-JSON, CreationDateTime of define.xml and the dates within transport files "
    "are the data cut, not the time of writing: no clock is asked, so that the same run gives the same bytes"
)
ACCOUNT = ("dataset", "source", "file", "n_in", "n_used", "n_listed")


@dataclass(frozen=True)
class Finding:
    """What a conformance check found: its rule, in which variable of which dataset, in how many records, in words."""

    rule: str
    dataset: str
    variable: str
    records: int
    text: str


@dataclass(frozen=True)
class Found:
    """What the run left that the guide tells.

    manifest: its manifest. listing: the raw records that are not used as they stand, with dataset, source, kind and
    fate. accounts: rows and values in, used and listed, by dataset and source. checks: the findings of conformance
    checks; None where none were run. style: the file of the house style, where it is one of its own.
    """

    manifest: Mapping[str, Any]
    listing: pd.DataFrame
    accounts: pd.DataFrame
    checks: Sequence[Finding] | None = None
    style: Path | None = None


def title_of(trial: Trial) -> str:
    return f"Analysis data reviewer's guide: {trial.STUDYID}"


def sections_of(
    trial: Trial, datasets: Sequence[Dataset], changes: Sequence[Change], found: Found, program: str
) -> list[Section]:
    """Write the guide; `program` is the name of the trial file."""
    return [
        Section("Introduction", introduction(trial)),
        Section("Protocol description", sections=study_sections(trial, subjects_of(datasets))),
        Section("Analysis considerations", sections=analysis_sections(trial)),
        Section("Creation of the analysis data", creation(trial, found)),
        Section("Analysis datasets", overview(trial, datasets), [dataset_section(trial, one) for one in datasets]),
        Section("Conformance and data issues", sections=issues(changes, found)),
        Section("Programs and software", programs(trial, found, program)),
    ]


def subjects_of(datasets: Sequence[Dataset]) -> pd.DataFrame:
    return next(one.frame for one in datasets if one.called == "adsl")


def introduction(trial: Trial) -> list[Block]:
    """Say what the guide is of, and which standards are followed."""
    notice = [Paragraph(trial.notice)] if trial.notice else []
    return [
        Paragraph(
            f"This guide is of the analysis datasets and results of study {trial.STUDYID}, {trial.title}. It is "
            "written from the trial file and from what the run of it left; nothing in it was typed by hand."
        ),
        *notice,
        Table(
            ("What", "Standard"),
            (
                ("Analysis datasets", f"ADaM implementation guide {ADAMIG_VERSION}; OCCDS {OCCDS_VERSION}"),
                ("Data definitions", "Define-XML 2.1 with analysis results metadata 1.0"),
                ("Files", "SAS transport format, version 5; Dataset-JSON 1.1"),
                ("Results", "Analysis Results Standard 1.0 (misc/ars.json); the same as table (misc/ard.csv)"),
                ("Data cut", trial.data_cut or "not declared"),
                ("Dates of creation", CREATED),
            ),
        ),
    ]


def plain_rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(frame.astype(object).itertuples(index=False, name=None))


def creation(trial: Trial, found: Found) -> list[Block]:
    """Say how raw files become datasets, and account for every row."""
    rows = found.accounts[found.accounts["unit"] == "rows"]
    return [
        Paragraph(
            "The datasets are made from the raw files as received, without SDTM between. ADSL is made of the source of "
            "subjects; every source is mapped to records with visit and value; datasets are then scored, flagged and "
            "derived, and carry the variables of ADSL. SRCFILE and SRCLINE say which line of which file a record was "
            "read from; derived records have none. Rows in are rows used and rows listed (section 6), by source:"
        ),
        Table(
            ("Dataset", "Source", "File", "Rows received", "Used", "Listed"),
            tuple(
                (str(dataset).upper(), str(source), str(file), f"{received:,}", f"{used:,}", f"{listed:,}")
                for dataset, source, file, received, used, listed in plain_rows(rows[[*ACCOUNT]])
            ),
        ),
    ]


def overview(trial: Trial, datasets: Sequence[Dataset]) -> list[Block]:
    """List the datasets with their keys and what they are for."""
    return [
        Table(
            ("Dataset", "Label", "Class", "Keys", "Records", "Subjects", "Analyses"),
            tuple(
                (
                    one.name,
                    one.label,
                    class_of(trial, one).capitalize(),
                    " ".join(one.keys) or "none",
                    f"{len(one.frame):,}",
                    f"{one.frame['USUBJID'].nunique():,}" if "USUBJID" in one.frame else "",
                    purposes(trial, one),
                )
                for one in datasets
            ),
        )
    ]


def purposes(trial: Trial, dataset: Dataset) -> str:
    """Name the roles of the analyses that work on a dataset, with how many there are of each."""
    roles = [
        one.role for name in trial.analyses if getattr(one := trial.complete(name), "dataset", "") == dataset.called
    ]
    words = ", ".join(f"{roles.count(role)} {role}" for role in dict.fromkeys(roles))
    return words or ("the subjects of all" if dataset.called == "adsl" else "none of its own")


def dataset_section(trial: Trial, dataset: Dataset) -> Section:
    """Describe one dataset: structure, parameters, rules that are its own."""
    blocks: list[Block] = [Paragraph(f"{structure(dataset)}. {len(dataset.frame):,} records.")]
    if "PARAMCD" in dataset.frame and "PARAM" in dataset.frame:
        known = dataset.frame[["PARAMCD", "PARAM"]].drop_duplicates("PARAMCD")
        counts = dataset.frame["PARAMCD"].value_counts()
        blocks.append(
            Table(
                ("PARAMCD", "PARAM", "Records"),
                tuple((str(code), str(words), f"{counts[code]:,}") for code, words in known.itertuples(index=False)),
            )
        )
    if (declared := trial.datasets.get(dataset.called)) and declared.derived:
        shown = ("label", "unit", "range", "better", "mcid", "decimals")
        blocks.append(Paragraph("Derived parameters, in the words of the trial file:"))
        blocks.append(Items(tuple(f"{code}: {settings(one, without=shown)}" for code, one in declared.derived.items())))
    if declared and declared.problems:
        blocks.append(Paragraph(f"Of records that are not right: {settings(declared.problems)}."))
    return Section(f"{dataset.name}: {dataset.label}", blocks)


def issues(changes: Sequence[Change], found: Found) -> list[Section]:
    """Tell what checks found, what raw records are not used as they stand, and what is handed in otherwise."""
    listed = found.listing.groupby(["dataset", "source", "kind", "fate"], sort=False).size().reset_index(name="records")
    rows = tuple(
        (str(dataset).upper(), str(source), str(kind).replace("_", " "), str(fate).replace("_", " "), f"{count:,}")
        for dataset, source, kind, fate, count in plain_rows(listed)
    )
    said = told(changes)
    return [
        Section("Conformance checks", [conformance(found.checks)]),
        Section(
            "Raw records that are not used as they stand",
            [Table(("Dataset", "Source", "What", "What was done", "Records"), rows) if rows else Paragraph("None.")],
        ),
        Section(
            "What the transport files hold otherwise than the run",
            [Items(tuple(said)) if said else Paragraph("Nothing: names, labels and texts are those of the run.")],
        ),
    ]


def conformance(checks: Sequence[Finding] | None) -> Block:
    if checks is None:
        return Paragraph("No conformance checks were run with this package.")
    if not checks:
        return Paragraph("The conformance checks found nothing.")
    return Table(
        ("Rule", "Dataset", "Variable", "Records", "Finding"),
        tuple((one.rule, one.dataset, one.variable, f"{one.records:,}", one.text) for one in checks),
    )


def programs(trial: Trial, found: Found, program: str) -> list[Block]:
    """Say by what everything was computed, and how it is computed again."""
    (section,) = again(found, program)
    style = [(found.style.name, "The house style of documents, which the trial file names")] if found.style else []
    files = (
        (program, "The trial file: data, derivations, analyses and displays"),
        *style,
        ("requirements.lock", "Every library with its version and digest (of a run in a clone)"),
        ("manifest.json", "Inputs, code, versions and outputs of the run, by SHA-256"),
        ("README.md", "How to run it again"),
    )
    return [Table(("Program", "What it is"), files), *section.blocks]


def again(found: Found, program: str) -> list[Section]:
    """Say how everything is made again."""
    name = program.partition(".")[0]
    inputs, versions = found.manifest["inputs"], found.manifest["versions"]
    (trial_file,) = found.manifest["trial_file"]
    style = f", {found.style.name} at {found.style.as_posix()}" if found.style else ""
    return [
        Section(
            "How to run it again",
            [
                Paragraph(
                    "One program, trialstats, computes everything from the trial file; each analysis of define.xml "
                    f"names the command that runs it. Put {program} at {trial_file}{style} and the raw files at the "
                    "places below, install these versions (all of them: requirements.lock), and the same bytes come "
                    "out of:"
                ),
                Commands((f"trialstats run {name}", f"trialstats verify {name}", f"trialstats package {name}")),
                Table(("Software", "Version"), tuple((library, version) for library, version in versions.items())),
                Table(("Raw file", "SHA-256"), tuple(sorted(inputs.items()))),
            ],
        )
    ]
