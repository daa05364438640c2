"""A whole trial: the one that `trialstats new` writes, run by the workflow, made again, and checked by numpy."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trialstats.validate.requirement import Comparison, Domain, near, same
from trialstats.validate.starter_trial import NAME

if TYPE_CHECKING:
    from trialstats.validate.starter_trial import Table

__all__ = ["whole"]

whole = Domain("PQ", "A whole trial", "PQ", "running.md")

PLAIN = "the data files, read with Python's csv and computed with numpy"
ARMS = {"P": "Placebo", "A": "Active"}
VISITS = {"V0": "Baseline", "V1": "Week 4", "V2": "Week 8"}


@whole.requires(
    "01",
    "`trialstats new` and `trialstats run` of the starter trial, killed midway and started again, end without error "
    "and make every file that is planned, none of them empty.",
    tests=("tests/starter/test_starter.py", "tests/workflow/test_killed.py", "tests/workflow/test_wheel.py"),
    slow=True,
)
def runs() -> Iterator[Comparison]:
    from trialstats.validate.starter_trial import by_workflow, planned

    run = by_workflow()
    yield same("exit code", 0, run.end, source="docs/running.md")
    for path in planned(run.place):
        made = run.place / path
        state = "made" if made.is_file() and made.stat().st_size else "absent or empty"
        yield same(path.as_posix(), "made", state, source="the plan of the trial")


@whole.requires(
    "02",
    "`trialstats reproduce` makes the run again from its data, undisturbed and in another folder, and every file has "
    "the same bytes as after the run that was killed midway.",
    tests=("tests/workflow/test_killed.py", "tests/workflow/test_verify.py"),
    slow=True,
)
def repeats() -> Iterator[Comparison]:
    from trialstats.provenance import file_digest
    from trialstats.validate.starter_trial import again, by_workflow, planned

    first, second = by_workflow(), again()
    yield same("exit code", 0, second.end, source="docs/running.md")
    for path in planned(first.place):
        files = [run.place / path for run in (first, second)]
        digests = [file_digest(file) if file.is_file() else "absent" for file in files]
        yield same(path.as_posix(), *digests, source="SHA-256 of the file of the first run")


@cache
def people() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in lines("people.csv")}


def lines(name: str) -> list[dict[str, str]]:
    import trialstats.starter

    with (Path(trialstats.starter.__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def pain() -> dict[tuple[str, str], float]:
    """Pain by subject and visit, blanks left out."""
    return {(row["id"], row["visit"]): float(row["pain"]) for row in lines("pain.csv") if row["pain"]}


@whole.requires(
    "03",
    "Numbers of subjects, means and standard deviations of pain and its change by arm and visit, of age,"
    " counts of sexes"
    " and of subjects with adverse events are those that numpy computes from the data files.",
    tests=("tests/validate/test_whole_trial.py", "tests/methods/descriptive"),
)
def described() -> Iterator[Comparison]:
    import numpy as np

    from trialstats.validate.starter_trial import data, rows_of

    place = data()
    rows: Any
    baseline: Any
    events: Any
    rows, baseline, events = (rows_of(place, name) for name in ("pain_by_visit", "baseline", "events"))

    def summaries(found: Any, where: str, values: list[float]) -> Iterator[Comparison]:
        yield same(f"{where}: n", len(values), float(found["n"]), source=PLAIN)
        yield near(f"{where}: mean", float(np.mean(values)), found["mean"], part=1e-12, source=PLAIN)
        yield near(f"{where}: sd", float(np.std(values, ddof=1)), found["sd"], part=1e-12, source=PLAIN)

    for code, arm in ARMS.items():
        own = [who for who, row in people().items() if row["arm"] == code]
        for visit, name in VISITS.items():
            seen = [who for who in own if (who, visit) in pain()]
            where = f"pain_by_visit/summary/PAIN/AVAL/{name}/{arm}"
            yield from summaries(rows.loc[where], where, [pain()[who, visit] for who in seen])
            if visit != "V0":
                where = where.replace("AVAL", "CHG")
                changes = [pain()[who, visit] - pain()[who, "V0"] for who in seen if (who, "V0") in pain()]
                yield from summaries(rows.loc[where], where, changes)
        where = f"baseline/summary/{arm}/AGE"
        yield from summaries(baseline.loc[where], where, [float(people()[who]["age"]) for who in own])
        for sex, word in (("F", "Female"), ("M", "Male")):
            where, number = f"baseline/count/{arm}/SEX/{word}", sum(people()[who]["sex"] == sex for who in own)
            yield same(where, number, float(baseline.loc[where, "count"]), source=PLAIN)
        fallen = {row["id"] for row in lines("events.csv") if row["id"] in own}
        where = f"events/count/{arm}/ANY"
        yield same(where, len(fallen), float(events.loc[where, "count"]), source=PLAIN)


@whole.requires(
    "04",
    "The mixed model of the starter trial (unstructured, REML, Kenward-Roger): estimates, standard errors and df of "
    "the differences are those of the second implementation, which reads the data files itself.",
    tests=("tests/validate/test_whole_trial.py", "tests/engines/mmrm/test_dense.py"),
)
def modelled() -> Iterator[Comparison]:
    import numpy as np

    from trialstats.validate.dense import Dense, DenseTests
    from trialstats.validate.starter_trial import data, rows_of

    rows = rows_of(data(), "pain_mmrm")
    seen = [
        (who, visit) for who in people() for visit in ("V1", "V2") if (who, visit) in pain() and (who, "V0") in pain()
    ]
    y = np.array([pain()[one] - pain()[one[0], "V0"] for one in seen])
    active = np.array([float(people()[who]["arm"] == "A") for who, _ in seen])
    later = np.array([float(visit == "V2") for _, visit in seen])
    base = np.array([pain()[who, "V0"] for who, _ in seen])
    x = np.column_stack([np.ones(len(y)), active, later, base, active * later, base * later])
    order = {who: place for place, who in enumerate(people())}
    dense = Dense(
        name="us",
        x=x,
        y=y,
        subject=np.array([order[who] for who, _ in seen]),
        visit=later.astype(int),
        time=np.zeros(len(y)),
        group=np.zeros(len(y), dtype=int),
        weight=np.ones(len(y)),
        n_visits=2,
        reml=True,
    )
    theta = dense.maximise(np.array([1.5, 0.5, 2.0]))
    tests, (beta, _) = DenseTests(dense, theta), dense.gls(theta)
    for visit, row in (("Week 4", np.eye(6)[1]), ("Week 8", np.eye(6)[1] + np.eye(6)[4])):
        found = rows.loc[f"pain_mmrm/difference/PAIN/CHG/{visit}/Active/Placebo"]
        source = f"{PLAIN}; validate/dense, maximised by BFGS"
        error = float(np.sqrt(row @ tests.vcov("kr") @ row))
        yield near(f"{visit}: estimate", float(row @ beta), found["estimate"], part=1e-6, source=source)
        yield near(f"{visit}: std_error", error, found["std_error"], part=1e-5, source=source)
        yield near(f"{visit}: df", tests.df("kr", row), found["df"], part=1e-5, source=source)


NUMBERS = ("n", "mean", "sd", "estimate", "std_error", "df", "p_value", "conf_low", "conf_high")


@whole.requires(
    "05",
    "The order of the records in the data files decides nothing: with all of them turned round, no number changes.",
    tests=("tests/validate/test_whole_trial.py", "tests/engines/mmrm/test_invariance.py"),
)
def any_order() -> Iterator[Comparison]:
    from trialstats.validate.starter_trial import changed, data, rows_of

    plain, turned = data(), changed(lambda _, table: [table[0], *table[:0:-1]])
    for analysis in ("pain_mmrm", "pain_by_visit"):
        one, other = rows_of(plain, analysis), rows_of(turned, analysis)
        yield same(f"{analysis}: rows", " ".join(one.index), " ".join(other.index), source="the data as they were")
        for row in one.index:
            for name in NUMBERS:
                expected = float(one.loc[row, name])
                if expected == expected:
                    where, found = f"{row}:{name}", other.loc[row, name]
                    yield near(where, expected, found, part=1e-9, within=1e-10, source="the data as they were")


@whole.requires(
    "06",
    "What an arm is called decides nothing: with the codes of the arms exchanged in the data, differences change their "
    "sign and keep their standard errors, df and p values.",
    tests=("tests/validate/test_whole_trial.py", "tests/engines/mmrm/test_invariance.py"),
)
def any_label() -> Iterator[Comparison]:
    from trialstats.validate.starter_trial import changed, data, rows_of

    def exchange(name: str, table: Table) -> Table:
        if name != "people.csv":
            return table
        place, other = table[0].index("arm"), {"A": "P", "P": "A"}
        return [table[0], *([*row[:place], other[row[place]], *row[place + 1 :]] for row in table[1:])]

    one, other = (rows_of(place, "pain_mmrm") for place in (data(), changed(exchange)))
    for row in (name for name in one.index if "/difference/" in name):
        for name, sign in (("estimate", -1.0), ("std_error", 1.0), ("df", 1.0), ("p_value", 1.0)):
            expected, found = sign * float(one.loc[row, name]), other.loc[row, name]
            yield near(f"{row}:{name}", expected, found, part=1e-8, source="the arms as they were")


@whole.requires(
    "07",
    "Every record received is used or listed with its reason: records and values in are those used and those listed.",
    tests=("tests/adam",),
    docs="trial-file-values.md",
)
def accounted() -> Iterator[Comparison]:
    import pandas as pd

    from trialstats.validate.starter_trial import data

    results = data() / "results" / NAME
    used = pd.read_parquet(results / "adam" / "adpain.parquet")
    listing = next((results / "mapped").glob("adpain.listing*"))
    listed = pd.read_parquet(listing)
    received = lines("pain.csv")
    yield same("records of pain.csv", len(received), len(used) + len(listed), source="the lines of the data file")
    yield same("values used", len(pain()), int(used["AVAL"].notna().sum()), source="the lines of the data file")
    blank = sum(not row["pain"] for row in received)
    yield same("blank values, listed", blank, len(listed), source="the lines of the data file")
    subjects = pd.read_parquet(results / "adam" / "adsl.parquet")["USUBJID"].nunique()
    yield same("subjects", len(people()), subjects, source="the lines of the data file")


CONCERNED = ("tables/events.", "tables.", "report.", "manuscript.", "manifest.")  # what shows the title, or lists it
PAPER = (".rtf", ".docx")
UNTOUCHED, THE_SAME, MADE_AGAIN = "untouched", "written again, the same", "made again"


@whole.requires(
    "08",
    "After the title of one table has changed, a run makes again what shows it, and nothing else: no data, no number, "
    "no other table or figure; other tables are written to paper again, the same.",
    tests=("tests/workflow/test_rerun.py",),
    docs="architecture.md",
    slow=True,
)
def concerned() -> Iterator[Comparison]:
    from trialstats.validate.starter_trial import ANOTHER_TITLE, again, planned, with_another_title

    before, after = again(), with_another_title()
    yield same("exit code", 0, after.end, source="docs/running.md")
    for path in planned(after.place):
        shown = path.relative_to(f"results/{NAME}").as_posix()
        files = [run.place / path for run in (before, after)]
        times, texts = [file.stat().st_mtime_ns for file in files], [file.read_bytes() for file in files]
        concerned, on_paper = shown.startswith(CONCERNED), shown.startswith("tables/") and path.suffix in PAPER
        written = THE_SAME if texts[0] == texts[1] and not concerned else MADE_AGAIN
        state = UNTOUCHED if times[0] == times[1] else written
        expected = MADE_AGAIN if concerned else THE_SAME if on_paper else UNTOUCHED
        yield same(shown, expected, state, source="docs/architecture.md")
    page = (after.place / "results" / NAME / "report.html").read_text("utf-8")
    yield same("the report shows the title", True, ANOTHER_TITLE in page, source="the trial file as changed")


TRIAL_FILE, PAIN, PEOPLE = (f"{NAME}.yaml", f"data/{NAME}/pain.csv", f"data/{NAME}/people.csv")
RECORD = "001,V1,2024-02-09,5.6"  # line 3 of pain.csv
# What is wrong; the file, what stands there and what is put in its place; how what is said of it begins.
MISTAKES = (
    ("a method that there is not", TRIAL_FILE, "method: mmrm", "method: mmmr", f"{TRIAL_FILE}:64: "),
    ("a variable that is not declared", TRIAL_FILE, "by_visit: [BASE]", "by_visit: [BESE]", f"{TRIAL_FILE}:64: "),
    ("a column that the file has not", TRIAL_FILE, "column: pain,", "column: paim,", f"{PAIN}: has no column paim"),
    ("a record twice", PAIN, RECORD, f"{RECORD}\n{RECORD}", f"{PAIN}, lines 3, 4: "),
    ("a word for a number", PAIN, RECORD, "001,V1,2024-02-09,five", f"{PAIN}, line 3: "),
    ("a number out of range", PAIN, RECORD, "001,V1,2024-02-09,56", f"{PAIN}, line 3: "),
    ("a date that there is not", PAIN, RECORD, "001,V1,2024-02-30,5.6", f"{PAIN}, line 3: "),
    ("a visit that is not declared", PAIN, RECORD, "001,V9,2024-02-09,5.6", f"{PAIN}, line 3: "),
    ("a subject that nobody knows", PAIN, RECORD, "999,V1,2024-02-09,5.6", f"{PAIN}, line 3: "),
    ("an arm that is not declared", PEOPLE, "001,A,", "001,X,", f"{PEOPLE}, line 2: "),
)


@whole.requires(
    "09",
    "Ten mistakes, put one by one into the trial file or the data, are refused before anything runs, each with its "
    "file and line; the trial without them is not.",
    tests=("tests/check", "tests/corruptions", "tests/trialfile"),
    docs="trial-file.md",
)
def refused() -> Iterator[Comparison]:
    from trialstats.validate.starter_trial import problems_with

    source = "the place where the mistake was put"
    yield same("no mistake", "", " ".join(problems_with(PAIN, RECORD, RECORD)), source="the starter trial as it is")
    for what, file, written, instead, begins in MISTAKES:
        said = next(iter(problems_with(file, written, instead)), "not refused")
        yield same(what, begins, said[: len(begins)], source=source)
