"""The built-in trial in small: eight subjects, and for each case the files of one sort with those of subjects.

A whole check takes seconds, most of them for files that a case does not touch; a part of the trial takes a fraction.
"""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from trialstats.errors import SpecError
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.text.document import read_document

__all__ = ["PARTS", "TABLES", "TRIAL_FILE", "small_data", "small_trial"]

ROOT = Path(__file__).resolve().parents[2]
TRIAL_FILE = "config/trials/laser.yaml"
DATA = "data/laser"
SUBJECTS = [f"101-{n:03d}" for n in range(1, 9)]

# The sources of each part.
ALWAYS = ("subjects", "discontinuation")
PARTS: dict[str, tuple[str, ...]] = {
    "pain": ("vas",),
    "questionnaires": ("sf36", "bpi"),
    "laboratory": ("labs",),
    "nerves": ("nerve",),
    "safety": ("vas", "sessions", "adverse_events", "rescue", "medication"),
}
# Files that are no sources: a method or a derived parameter reads them.
TABLES = {"pain": ("truth",), "nerves": ("nerve_reference",)}
# The analyses of each part; those of safety say which events count, and so which dates are plausible.
ANALYSES = {
    "pain": ("disposition", "truth", "pain_mmrm"),
    "questionnaires": ("bpi_mmrm", "sf36_quality"),
    "laboratory": ("labs_concentrations", "labs_censored"),
    "nerves": ("nerve_ancova", "nerve_worst"),
    "safety": ("exposure", "adverse_events", "rescue", "concomitant"),
}


@cache
def small_trial(part: str, folder: Path) -> str:
    """Write the trial file of a part: what the whole one says of its files, and some analyses of them."""
    data: dict[str, Any] = read_document(ROOT / TRIAL_FILE).data
    sources = {*ALWAYS, *PARTS[part]}
    data["sources"] = {name: source for name, source in data["sources"].items() if name in sources}
    for section in ("datasets", "occurrences"):
        data[section] = {name: made for name, made in data[section].items() if made["source"] in sources}
    if not data["occurrences"]:
        del data["occurrences"]
    data["analyses"] = {name: data["analyses"][name] for name in ANALYSES[part]}
    data.pop("hypotheses", None)  # about analyses of several parts
    data["about"].pop("recruitment")  # of all subjects, of whom a part has some
    for estimand in data["estimands"].values():
        estimand.pop("sensitivity", None)  # more of the same analyses
    for analysis in data["analyses"].values():
        if "dataset" in analysis and part != "pain":
            analysis["population"] = "ITTFL"  # the others look for pain
        if last := analysis.get("follow_up", {}).get("last_record"):
            last[:] = [name for name in last if name in data["datasets"]]
    file = folder / f"{part}.yaml"
    while problems := written(data, file):
        for section, name in problems:
            data[section].pop(name, None)
    assert set(ANALYSES[part]) == set(data["analyses"]), (part, [*data["analyses"]])
    return file.read_text("utf-8")


def written(data: dict[str, Any], file: Path) -> list[tuple[str, str]]:
    """Write a trial file; name the entries that it cannot hold."""
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 4096
    out = io.StringIO()
    yaml.dump(data, out)
    file.write_text(out.getvalue(), "utf-8")
    try:
        load_trial(file)
    except SpecError as error:
        found = [re.match(rf"{re.escape(str(file))}:\d+: (\w+)\.([^.=\[ ]+)", problem) for problem in error.problems]
        return [(match[1], match[2]) for match in found if match]
    return []


@cache
def small_data(part: str) -> dict[str, bytes]:
    """Give the raw files of a part, the lines of eight subjects each."""
    sources = {*ALWAYS, *PARTS[part]}
    files = {}
    for path in sorted((ROOT / DATA).glob("*.csv")):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        if path.stem in TABLES.get(part, ()):
            files[f"{DATA}/{path.name}"] = "".join(lines).encode()
        elif path.stem in sources:
            kept = [line for line in lines[1:] if line.split(",")[0] in SUBJECTS]
            files[f"{DATA}/{path.name}"] = "".join([lines[0], *kept]).encode()
    return files
