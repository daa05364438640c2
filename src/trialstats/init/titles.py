"""What a table is called for people: the domain that its name stands for, or its name without what files add."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from trialstats.init.words import label_of

__all__ = ["common_title", "is_domain", "title_of"]

# CDISC's two letters, and what people call such files.
DOMAINS = {
    **dict.fromkeys(("ae", "adae", "aes"), "Adverse events"),
    **dict.fromkeys(("cm", "adcm", "conmed", "conmeds"), "Medication"),
    **dict.fromkeys(("lb", "adlb", "lab", "labs", "labor", "laboratory"), "Laboratory"),
    **dict.fromkeys(("vs", "advs", "vitals", "vital signs", "vitalsigns"), "Vital signs"),
    **dict.fromkeys(("qs", "adqs"), "Questionnaires"),
    **dict.fromkeys(("eg", "adeg", "ecg", "ekg"), "Electrocardiogram"),
    **dict.fromkeys(("ex", "adex"), "Exposure"),
    **dict.fromkeys(("mh",), "Medical history"),
    **dict.fromkeys(("pc", "adpc"), "Concentrations"),
    **dict.fromkeys(("ft",), "Functional tests"),
    **dict.fromkeys(("rs",), "Responses"),
    **dict.fromkeys(("fa",), "Findings"),
}
# Words that say of a file that it is one.
OF_FILES = {
    *(
        "data",
        "dataset",
        "export",
        "exports",
        "trial",
        "study",
        "master",
        "main",
        "wide",
        "long",
        "all",
        "final",
        "raw",
    ),
    *(
        "clean",
        "cleaned",
        "file",
        "table",
        "tab",
        "copy",
        "version",
        "results",
        "ergebnisse",
        "daten",
        "studie",
        "datos",
    ),
    *("sheet", "tabelle", "blatt", "visits", "visit", "patients", "subjects", "outcomes", "outcome", "measurements"),
    *("messungen", "patienten", "export", "spss", "redcap", "csv", "xlsx", "db", "database"),
}
OTHERWISE = "Outcomes"
DIGITS = re.compile(r"v?\d+")
LEAST = 3  # letters of a title
# What of a visit is left behind what titles have in common.
OF_VISITS = re.compile(r"(?:[\W_]|\b(?:at|in|on|after|visit|week|month|day|time|year|v|t|w|m)\b)*$", re.IGNORECASE)


def is_domain(name: str) -> bool:
    """Tell a name that stands for what is measured, whatever it is."""
    return label_of(name).casefold() in DOMAINS


def title_of(name: str) -> str:
    """Write the name of a table for people: `AE` as Adverse events, `neck_data_2024_05` as Neck."""
    label = label_of(name)
    if known := DOMAINS.get(label.casefold()):
        return known
    kept = [
        word for word in label.split(" ") if word.casefold() not in OF_FILES and not DIGITS.fullmatch(word.casefold())
    ]
    return label_of(" ".join(kept)) if kept else OTHERWISE


def common_title(titles: Sequence[str]) -> str:
    """Give what titles of one thing at several visits have in common; nothing where that is no title."""
    alike = takewhile(lambda marks: len(set(marks)) == 1, zip(*titles, strict=False))
    common = OF_VISITS.sub("", "".join(marks[0] for marks in alike))
    return common if len(common) >= LEAST else ""
