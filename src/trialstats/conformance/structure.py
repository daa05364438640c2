"""Names, labels, lengths and types of variables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trialstats.adam.variables.standard import STANDARD
from trialstats.adam.variables.variable import LABEL_LENGTH, NAME_LENGTH, TEXT_LENGTH
from trialstats.conformance.findings import Finding, at_rows, check
from trialstats.conformance.folder import Folder

__all__ = ["CHECKS"]

NAME = re.compile(r"[A-Z_][A-Z0-9_]*")
# The kind of value that the end of a name stands for: the longest end decides.
NUMBERS = re.compile(r".*(FN|DY|SEQ)|TR(T\d\d)?T?[PA]N|PARAMN|AVISITN|APERIOD|CNSR")
DATE = re.compile(r".+DT")
DATETIME = re.compile(r".+DTM")


@check("names", "Names have up to 8 capital letters, digits and underscores, and begin with no digit", "AD0013")
def names(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.datasets.values():
        for name in [dataset.name, *dataset.names]:
            if len(name) > NAME_LENGTH or not NAME.fullmatch(name):
                yield Finding(dataset.name, name, f"is {len(name)} characters: {name}")


@check("label_length", "Labels have up to 40 characters", "AD0016")
def label_length(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.datasets.values():
        for name, label in dataset.labels.items():
            if len(label) > LABEL_LENGTH:
                yield Finding(dataset.name, name, f"label of {len(label)} characters: {label}")


@check("labels", "Every variable has a label", severity="warning")
def labels(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.datasets.values():
        for name in dataset.names:
            if dataset.labels and not dataset.labels.get(name, "").strip():
                yield Finding(dataset.name, name, "has no label")


@check("label_everywhere", "A variable has the same label in all datasets")
def label_everywhere(folder: Folder) -> Iterator[Finding]:
    first: dict[str, tuple[str, str]] = {}
    for dataset in folder.datasets.values():
        for name, label in dataset.labels.items():
            where, known = first.setdefault(name, (dataset.name, label))
            if known != label:
                yield Finding(dataset.name, name, f"label {label!r}, which is {known!r} in {where}")


@check("label_standard", "A variable of ADaM has ADaM's label", "AD0018", severity="warning")
def label_standard(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.datasets.values():
        for name, label in dataset.labels.items():
            if name in STANDARD and label.casefold() != STANDARD[name].label.casefold():
                yield Finding(dataset.name, name, f"label {label!r}, where ADaM has {STANDARD[name].label!r}")


@check("text_length", "Texts have up to 200 bytes")
def text_length(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.datasets.values():
        for name in filter(dataset.is_text, dataset.names):
            lengths = dataset.frame[name].dropna().astype(str).map(lambda text: len(text.encode()))
            long = lengths.reindex(dataset.frame.index).gt(TEXT_LENGTH)
            yield from at_rows(dataset, name, long, f"is longer than {TEXT_LENGTH} bytes")


@check("types", "Names ending in DT, DTM, DY, FN and SEQ stand for numbers, those ending in FL for texts")
def types(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.datasets.values():
        for name in dataset.names:
            if dataset.frame[name].isna().all():
                continue
            if (DATE.fullmatch(name) or DATETIME.fullmatch(name)) and dataset.is_text(name):
                yield Finding(dataset.name, name, "is a text, and should be a date or a time as a number")
            elif NUMBERS.fullmatch(name) and not dataset.is_number(name) and not dataset.is_date(name):
                yield Finding(dataset.name, name, "is a text, and should be a number")
            elif name.endswith("FL") and not dataset.is_text(name):
                yield Finding(dataset.name, name, "is a number, and should be a text")


@check("date_label", "The label of a date says Date", "AD0503", severity="warning")
def date_label(folder: Folder) -> Iterator[Finding]:
    for dataset in folder.datasets.values():
        for name, label in dataset.labels.items():
            if DATE.fullmatch(name) and "date" not in label.casefold():
                yield Finding(dataset.name, name, f"label {label!r}")


CHECKS = (names, label_length, labels, label_everywhere, label_standard, text_length, types, date_label)
