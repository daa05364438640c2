"""A whole trial in a folder: six subjects, two arms, three visits. A test changes one thing and looks at what follows.

    def test_..(tiny):
        tiny.replace("data/vas.csv", "001,V1,2024-02-02,PAIN,40,mm", "001,V1,2024-02-02,PAIN,forty,mm")
        assert tiny.check().err == "..."

The working directory is the trial's folder while a test uses the fixture `tiny`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:
    import pandas as pd

    from trialstats.adam.mapping import Mapped
    from trialstats.io.read import Raw
    from trialstats.trialfile.trial import Trial

TRIAL_FILE = "config/trials/tiny.yaml"

TRIAL = """\
STUDYID: TINY-01
title: A tiny trial

sources:
  subjects: {file: data/subjects.csv, subject: id}
  vas:
    file: data/vas.csv
    subject: id
    visit: visit
    date: {column: date}
    shape: long
    name: item
    value: result
    unit: unit
  sf36:
    file: data/sf36.csv
    subject: id
    visit: visit
  events: {file: data/events.csv, subject: id}

subjects:
  source: subjects
  arm: arm
  dates:
    RANDDT: {column: randomised}
  day_one: RANDDT

arms:
  Laser: {codes: L}
  Sham: {codes: S, role: reference}

visits:
  Baseline: {codes: V0, AVISITN: 0, baseline: true, target: 1, window: [-7, 1]}
  Week 4: {codes: V1, AVISITN: 4, target: 29, window: [22, 36]}
  Week 8: {codes: V2, AVISITN: 8, target: 57, window: [50, 64]}

covariates:
  AGE: {column: age, type: number, range: [18, 90]}
  SEX: {column: sex, type: category, codes: {Female: F, Male: M}}

populations:
  ITTFL: {label: Randomised, randomised: true}
  FASFL: {label: Full analysis set, randomised: true, dataset: adpain, min_post_baseline: 1}

datasets:
  adpain:
    source: vas
    parameters:
      PAIN: {label: Pain, name: PAIN, unit: mm, range: [0, 100], better: lower}
      STIFF: {label: Stiffness, name: STIFF, unit: mm, range: [0, 100], text_results: [NOT DONE, <number]}
    derived:
      BOTH: {label: Mean of both, mean_of: [PAIN, STIFF], unit: mm}
  adqs:
    source: sf36
    instrument: {name: sf36, version: v1, items: "q{n:02d}"}

occurrences:
  adae:
    source: events
    columns:
      AETERM: {column: term}
      AESEV: {column: severity, type: category, codes: {Mild: "1", Severe: "2"}}
      ASTDT: {column: start, type: date}

estimands:
  primary:
    label: Does it help?
    population: FASFL
    dataset: adpain
    variable: {PARAMCD: PAIN}
    timepoint: Week 8

analyses:
  change: {method: ancova, estimand: primary}
  summary: {method: descriptive, dataset: adpain, population: FASFL}

tables:
  change: {kind: estimates, title: Change in pain, analysis: change}
"""

SUBJECTS = """\
id,arm,randomised,age,sex
001,L,2024-01-05,54,F
002,S,2024-01-08,61,M
003,L,2024-01-10,47,M
004,S,2024-01-12,70,F
005,L,2024-01-15,66,F
006,S,2024-01-16,58,M
"""

EVENTS = """\
id,term,severity,start
001,headache,1,2024-01-20
003,"warmth, itching",2,2024-02-01
003,headache,1,2024-02-11
"""

# Pain and stiffness at the three visits.
RESULTS = {
    "001": ((60, 40, 30), (50, 44, 38)),
    "002": ((62, 58, 59), (48, 50, 47)),
    "003": ((70, 51, 33), (61, 52, 40)),
    "004": ((55, 54, 50), (40, 42, 41)),
    "005": ((66, 48, 41), (52, 45, 39)),
    "006": ((58, 60, 57), (45, 46, 44)),
}
RANDOMISED = {line[:3]: date.fromisoformat(line[6:16]) for line in SUBJECTS.splitlines()[1:]}
VISITS = {"V0": 0, "V1": 28, "V2": 56}  # days after randomisation

# The items with another answer than 1 to 5, by number.
LAST_ANSWER = {
    **dict.fromkeys(range(3, 13), 3),
    **dict.fromkeys(range(13, 20), 2),
    21: 6,
    **dict.fromkeys(range(23, 32), 6),
}


def pain_file() -> str:
    """One line a subject, visit and item."""
    lines = [
        f"{subject},{visit},{RANDOMISED[subject] + timedelta(days)},{item},{values[number]},mm"
        for subject, both in RESULTS.items()
        for number, (visit, days) in enumerate(VISITS.items())
        for item, values in zip(("PAIN", "STIFF"), both, strict=True)
    ]
    return "\n".join(["id,visit,date,item,result,unit", *lines, ""])


def sf36_file() -> str:
    """One line a questionnaire; the answers go round from 1 to the last that the item has."""
    lines = [
        ",".join([subject, visit, *(str(answer(n, int(subject) + days)) for n in range(1, 37))])
        for subject in RESULTS
        for visit, days in VISITS.items()
    ]
    return "\n".join([",".join(["id", "visit", *(f"q{n:02d}" for n in range(1, 37))]), *lines, ""])


def answer(item: int, shift: int) -> int:
    return 1 + (item + shift) % LAST_ANSWER.get(item, 5)


PLACE = re.compile(r".*?(?: \[(?P<place>[^ \[\]]+\.yaml:\d+)\])?")
PLACE_BEHIND = re.compile(r" \[[^ \[\]]+\.yaml:\d+\]$", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What a command left: its exit code, what it printed, and the files it made.

    places: for each line of `err`, where the trial file declares what a problem of the data is about, which the line
    itself does not repeat here.
    """

    code: int
    out: str
    err: str
    made: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list, compare=False)

    @classmethod
    def of(cls, code: int, out: str, err: str) -> Outcome:
        """Take the places in the trial file out of what was said: they have their own tests."""
        said = [PLACE.fullmatch(line) for line in err.splitlines()]
        places = [found["place"] or "" if found else "" for found in said]
        return cls(code, out, PLACE_BEHIND.sub("", err), made_files(), places)

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


class Tiny:
    """The tiny trial in a folder, which is the working directory."""

    def __init__(self) -> None:
        self.write(TRIAL_FILE, TRIAL)
        for name, text in (("subjects", SUBJECTS), ("vas", pain_file()), ("sf36", sf36_file()), ("events", EVENTS)):
            self.write(f"data/{name}.csv", text)

    # -- changing one thing

    def write(self, file: str, content: str | bytes) -> Path:
        path = Path(file)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def path(self, file: str) -> Path:
        return Path(file)

    def read(self, file: str) -> str:
        return Path(file).read_bytes().decode()

    def replace(self, file: str, old: str, new: str) -> None:
        """Replace what stands exactly once in a file."""
        text = self.read(file)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        self.write(file, text.replace(old, new))

    def spec(self, old: str, new: str) -> None:
        """Replace what stands exactly once in the trial file."""
        self.replace(TRIAL_FILE, old, new)

    def remove(self, file: str, *beginnings: str) -> None:
        """Remove the lines that begin so."""
        lines = self.read(file).splitlines(keepends=True)
        self.write(file, "".join(line for line in lines if not line.startswith(beginnings)))

    def add(self, file: str, *lines: str) -> None:
        """Add lines at the end of a file."""
        self.write(file, self.read(file) + "".join(f"{line}\n" for line in lines))

    def fates(self, **fates: str) -> None:
        """Say in the trial file what is done about kinds of problems."""
        self.add(TRIAL_FILE, f"problems: {{{', '.join(f'{kind}: {fate}' for kind, fate in fates.items())}}}")

    # -- looking at what follows

    def load(self) -> Trial:
        from trialstats.trialfile.load import load_trial
        from trialstats.trialfile.named import trial_path

        return load_trial(trial_path("tiny"))

    def raw(self) -> dict[str, Raw]:
        return read_sources(self.load())

    def mapped(self, *names: str) -> dict[str, Mapped]:
        """Map ADSL and some datasets, by default all."""
        trial = self.load()
        return map_all(trial, read_sources(trial), *names)

    def adam(self, *names: str) -> dict[str, pd.DataFrame]:
        """Build ADSL and some datasets, by default all."""
        trial = self.load()
        return build_all(trial, map_all(trial, read_sources(trial), *names))

    def spec_problems(self) -> list[str]:
        """Say what is wrong with the trial file, without its name: `12: sources.vas.. is not a known key`."""
        from trialstats.errors import SpecError

        try:
            self.load()
        except SpecError as error:
            return [problem.removeprefix(f"{TRIAL_FILE}:") for problem in error.problems]
        return []

    def check(self) -> Outcome:
        """Run `trialstats check tiny` here and now."""
        return call("check", "tiny")

    def check_apart(self) -> Outcome:
        """Run `trialstats check tiny` as a program of its own."""
        command = [sys.executable, "-W", "error", "-m", "trialstats", "check", "tiny"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return Outcome.of(done.returncode, done.stdout, done.stderr)


def call(*arguments: str) -> Outcome:
    """Call the command line in this process."""
    from trialstats.cli import main

    out, err, code = StringIO(), StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err), patch.object(sys, "argv", ["trialstats", *arguments]):
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return Outcome.of(code, out.getvalue(), err.getvalue())


def made_files() -> list[str]:
    """Name the files under results, half-written ones too; the memory of a good check is no result."""
    files = (path for path in Path("results").rglob("*") if path.is_file())
    return sorted(str(path) for path in files if path.name != ".checked.json")


def read_sources(trial: Trial) -> dict[str, Raw]:
    from trialstats.io.read import read_source

    return {name: read_source(source) for name, source in trial.sources.items()}


def map_all(trial: Trial, raw: Mapping[str, Raw], *names: str) -> dict[str, Mapped]:
    """Map ADSL and some datasets, by default all."""
    from trialstats.adam.mapping import map_adsl, map_dataset

    adsl = map_adsl(trial, raw)
    wanted = names or (*trial.datasets, *trial.occurrences)
    return {"adsl": adsl, **{name: map_dataset(trial, name, raw, adsl.records) for name in wanted}}


def build_all(trial: Trial, mapped: Mapping[str, Mapped]) -> dict[str, pd.DataFrame]:
    """Build ADSL and the datasets that were mapped; adpain, in which visits are counted, is among them."""
    from trialstats.adam.bds import build_bds
    from trialstats.adam.occurrences.occurrence import build_occurrence
    from trialstats.adam.people.complete import complete_adsl

    records = {name: result.records for name, result in mapped.items()}
    adsl = complete_adsl(records["adsl"], trial, records)
    built = {"adsl": adsl}
    for name in sorted(filter(mapped.__contains__, trial.datasets), key=lambda one: bool(trial.datasets[one].beside)):
        built[name] = build_bds(trial, name, records[name], adsl, built)[0]
    return built | {
        name: build_occurrence(trial, name, records[name], adsl) for name in trial.occurrences if name in mapped
    }


def fatal(mapped: Mapping[str, Mapped]) -> list[str]:
    """Give the messages of everything fatal."""
    from trialstats.adam.messages import messages

    return [message for result in mapped.values() for message in messages(result.listing)]


def listed(mapped: Mapping[str, Mapped], dataset: str, *columns: str) -> list[tuple[Any, ...]]:
    """Give what a dataset lists, blanks left out, as tuples of some columns."""
    frame = mapped[dataset].listing.frame()
    return list(frame.loc[frame["kind"] != "blank", list(columns)].itertuples(index=False, name=None))


def with_rows(raw: Mapping[str, Raw], source: str, frame: pd.DataFrame) -> dict[str, Raw]:
    """Put other rows in the place of a source's."""
    return {**raw, source: replace(raw[source], frame=frame.reset_index(drop=True))}


def table(header: str, rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """A literal table: the column names in one text, and the rows."""
    import pandas as pd

    return pd.DataFrame([list(row) for row in rows], columns=header.split())
