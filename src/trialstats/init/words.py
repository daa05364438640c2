"""What names of columns say: words of them, a unit, a label, a name for the trial file."""

from __future__ import annotations

import re
from collections.abc import Collection

__all__ = [
    "ARM",
    "NAMES",
    "PERIOD",
    "SITE",
    "VALUES",
    "VISIT",
    "is_coded",
    "is_dated",
    "label_of",
    "named_for",
    "short_name",
    "subject_rank",
    "unit_of",
    "without_unit",
    "words_of",
]

PARTS = re.compile(r"[^\W\d_]+|\d+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")

PERSON = {
    *("subject", "subj", "subjid", "usubjid", "patient", "patients", "pat", "ptid", "pid", "patid", "patno", "patnr"),
    *("participant", "participantid", "proband", "person", "volunteer", "randno", "subjectid", "patientid", "pnr"),
}
IDENTIFIER = {
    *("id", "uid", "ident", "identifier", "record", "code", "case", "studyid", "recordid", "caseid", "uniqueid"),
    *("idno", "idnr", "idnum", "studyno", "recordno", "caseno"),
}
NUMBER = {"no", "nr", "num", "number", "pt"}
SITE = {
    *("site", "siteid", "sitenum", "centre", "center", "centreid", "centerid", "clinic", "hospital", "investigator"),
    *("invid", "inv", "poolinv", "sitegr", "country", "region", "zentrum", "ward", "practice", "surgery", "cluster"),
    *("access", "dag"),  # REDCap's data access groups
}
ARM = {
    *("arm", "armcd", "trt", "trtp", "trtan", "trtpn", "treat", "treatment", "treatments", "group", "grp", "alloc"),
    *("allocation", "allocated", "therapy", "intervention", "regimen", "randomisation", "randomization", "assigned"),
    *("assignment", "condition", "drug", "gruppe", "groupe", "grupo", "tx", "rx", "randgroup", "actarm", "trta"),
}
VISIT = {
    *("visit", "visits", "avisit", "avisitn", "visitnum", "visitno", "visno", "visnr", "visitn", "vis", "vst"),
    *("timepoint", "tp", "time", "week", "weeks", "wk", "month", "months", "mth", "day", "days", "occasion", "wave"),
    *("assessment", "tpt", "visitid", "visite", "year", "years", "event", "followup", "epoch"),
}
NAMES = {
    *(
        "test",
        "testcd",
        "param",
        "paramcd",
        "parameter",
        "item",
        "analyte",
        "measure",
        "measurement",
        "variable",
        "name",
    ),
    *(
        "lbtestcd",
        "lbtest",
        "vstestcd",
        "vstest",
        "qstestcd",
        "qstest",
        "question",
        "assay",
        "nerve",
        "side",
        "attribute",
    ),
    *("outcome", "scale", "lab", "domain", "code"),
}
VALUES = {
    "result",
    "value",
    "val",
    "aval",
    "score",
    "response",
    "answer",
    "reading",
    "stresn",
    "orres",
    "lbstresn",
    "lborres",
}
PERIOD = {"period", "aperiod", "phase", "periode", "cycle", "treatmentperiod"}
# Who treats or assesses, and what sorts: numbers are names of them.
CODED = {
    *("surgeon", "physician", "doctor", "nurse", "rater", "assessor", "operator", "practitioner", "clinician", "gp"),
    *(
        "counsellor",
        "counselor",
        "provider",
        "coach",
        "teacher",
        "school",
        "class",
        "group",
        "grp",
        "stratum",
        "strata",
    ),
    *("category", "cat", "type", "code", "block", "cohort", "batch", "team", "race", "ethnicity", "diagnosis", "drug"),
}
PROFESSION = re.compile(r"\w{3,}ist")  # therapist, acupuncturist, dentist
DATE = {"date", "dat", "dt", "dtc", "datum", "adt", "fecha", "started", "stopped", "dob", "datetime", "tim", "dtm"}
DATED = re.compile(r"date|datum|dtc?$|dat$")

UNITS = {
    **{unit: unit for unit in ("mm", "cm", "m", "kg", "g", "mg", "ug", "ng", "pg", "ml", "ms", "nm", "min", "mV")},
    "uv": "uV",
    "mv": "mV",
    "mmhg": "mmHg",
    "bpm": "bpm",
    "years": "years",
    "yrs": "years",
    "yr": "years",
    "pct": "%",
    "percent": "%",
    "perc": "%",
    "sec": "s",
    "secs": "s",
    "seconds": "s",
    "minutes": "min",
    "days": "days",
    "weeks": "weeks",
    "months": "months",
    "hours": "h",
    "mmol": "mmol",
    "kcal": "kcal",
}
ACRONYMS = {"vas", "nrs", "bmi", "crp", "sbp", "dbp", "hdl", "ldl", "qol", "fev"}
IN_BRACKETS = re.compile(r"\s*[(\[](?P<unit>[^()\[\]]{1,20})[)\]]\s*$")
KEPT = re.compile(r"[A-Z0-9_]{1,8}")


def words_of(name: str) -> list[str]:
    """Split the name of a column into words, in small letters: `TRT01P` is trt, 01, p; `patientId` is patient, id."""
    return [word.casefold() for part in CAMEL.split(name) for word in PARTS.findall(part)]


def named_for(name: str, words: Collection[str]) -> bool:
    """Tell whether a name has one of these words."""
    return not set(words_of(name)).isdisjoint(words)


def is_dated(name: str) -> bool:
    """Tell whether a name says that its column holds dates."""
    return any(word in DATE or DATED.search(word) for word in words_of(name))


def is_coded(name: str) -> bool:
    """Tell whether a name says that the numbers of its column are names of something."""
    return named_for(name, SITE | CODED) or any(PROFESSION.fullmatch(word) for word in words_of(name))


def subject_rank(name: str) -> int:
    """Say how much a name speaks for an identifier of subjects: 3 of a person, 2 an identifier, 1 a number, 0 none."""
    words = set(words_of(name))
    if words & (SITE | VISIT | ARM):
        return 0
    if words & PERSON:
        return 3
    return 2 if words & IDENTIFIER else 1 if words & NUMBER else 0


def unit_of(name: str) -> str | None:
    """Give the unit that a name ends in: `pain (mm)`, `height_cm`, `Weight [kg]`."""
    if found := IN_BRACKETS.search(name):
        return found["unit"].strip()
    words = words_of(name)
    return UNITS.get(words[-1]) if len(words) > 1 else None


def without_unit(label: str) -> str:
    """Cut what stands in brackets at the end of a label: Pain of `Pain (0-10)`."""
    return IN_BRACKETS.sub("", label) or label


def label_of(name: str) -> str:
    """Write a name for people: `height_cm` as Height, `VAS_PAIN` as VAS PAIN."""
    text = IN_BRACKETS.sub("", name)
    words = re.sub(r"[_.\s]+", " ", " ".join(CAMEL.split(text))).strip().split(" ")
    if len(words) > 1 and words[-1].casefold() in UNITS and unit_of(text):
        words = words[:-1]
    label = " ".join(words) or name
    if " " not in label and (label in ACRONYMS or not set(label.casefold()) & set("aeiouy")):
        return label.upper()
    return label if label[:1].isupper() or not label[:1].isalpha() else label[0].upper() + label[1:]


def short_name(text: str, taken: Collection[str], instead: str) -> str:
    """Make a variable or PARAMCD of a text: up to eight capitals and digits, and none that is taken.

    instead: what it is called where the text has no letter to begin with.
    """
    marks = "".join(re.findall(r"[A-Z0-9]", "".join(IN_BRACKETS.sub("", text).upper().split())))
    first = re.sub(r"^\d+", "", marks)[:8] if not marks[:1].isalpha() else marks[:8]
    if KEPT.fullmatch(text.upper()) and text[:1].isalpha():
        first = text.upper()
    first = first or instead
    name, number = first, 1
    while name in taken:
        number += 1
        name = f"{first[: 8 - len(str(number))]}{number}"
    return name
