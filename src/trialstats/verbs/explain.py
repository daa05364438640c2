"""Print what a trial file stands for, or what a number of its results means."""

from __future__ import annotations

import argparse
from typing import Any

from trialstats.plan.layout import Layout
from trialstats.trialfile.named import PLAN, trial_path, trials_in
from trialstats.verbs.trial import load, reading, takes_trial

__all__ = ["arranged", "explain", "options"]

HELP = "print what a trial file stands for, or what a number, analysis, table or figure of its results means"
NOTE = """ID is what a table, the page and the analysis results data call a row (pain_mmrm/difference/VASPAIN/...), with
`:estimate` behind it or without; or the name of an analysis, table, figure or population, with its sort before it where
several have the name (table/rescue). Everything is read from what the last run left; nothing is fitted again."""
ENDS = ("/", ":")  # signs of an id that are in no name of a trial


def options(parser: argparse.ArgumentParser) -> None:
    takes_trial(parser)
    parser.add_argument("id", nargs="?", help="what is to be explained; without it the trial file is")
    parser.add_argument("--records", action="store_true", help="tell every record, not the first of each sort")
    parser.add_argument("--json", action="store_true", help="give the facts as JSON")
    parser.add_argument("--list", metavar="PATTERN", help="list the ids with this in them; * and ? stand for anything")
    parser.add_argument(
        "--plan",
        action="store_true",
        help="the whole trial file, with all that a short one stands for; also where nothing is asked for",
    )


def arranged(taken: dict[str, Any]) -> dict[str, Any]:
    """Let the trial be left out before an id where one trial alone has results here."""
    first = str(taken["trial"])
    if taken["id"] is not None or first.endswith(".yaml") or not any(sign in first for sign in ENDS):
        return taken
    finished = [path.stem for path in trials_in() if Layout(path.stem).manifest.is_file()]
    return {**taken, "trial": finished[0], "id": first} if len(finished) == 1 else taken


def explain(
    trial: str,
    id: str | None = None,
    *,
    records: bool = False,
    json: bool = False,
    list: str | None = None,
    plan: bool = False,
) -> int:
    """Print what a trial file stands for, or what an id of its results means.

    Parameters
    ----------
    trial : str
        Name of the trial, seen from the working folder.
    id : str, optional
        A row of results, one of its numbers, an analysis, table, figure or population.
    records : bool
        Whether every record behind it is told, with the lines of the files; else the first of each sort.
    json : bool
        Whether the facts are given as JSON.
    list : str, optional
        List the ids of this pattern instead.
    plan : bool
        The whole trial file, with all that a short one stands for: what is printed where nothing is asked for, too.

    Returns
    -------
    int
        0. SpecError (exit code 2) with all that is wrong with the trial file, or where its results have no such id: the
        nearest are named; DataError (3) where no run has ended, AliveError (75) while one is alive.

    Examples
    --------
    trialstats explain neck              # what the trial file stands for, to be read
    trialstats explain neck --plan > whole.yaml
    trialstats explain neck "pain/difference/NRS/CHG/Week 6/Exercise/Usual care"
    trialstats explain neck --list "*difference*"
    trialstats explain neck pain --records
    """
    from trialstats.steps.explain import explained, known_ids

    declared = load(trial)
    if list is not None:
        with reading(trial) as layout:
            told = known_ids(declared, layout, list, in_json=json)
        print(told, end="")
    elif id is not None and not plan:
        with reading(trial) as layout:
            told = explained(declared, layout, id, records=records, in_json=json)
        print(told, end="")
    else:
        from trialstats.explain.plan import whole_trial_file

        print(PLAN.format(trial))
        print(whole_trial_file(trial_path(trial), declared), end="")
    return 0
