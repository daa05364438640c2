"""The command line: begin a trial, check it, run it, verify it, and the steps that Snakemake calls.

TRIAL is a name, laser for config/trials/laser.yaml or laser.yaml, or a file, study/pain.yaml. Paths in a trial file
start from its folder, and results stand beside it: study/results/pain. `trialstats COMMAND --help` has examples.

Exit codes: 0 done, 2 the trial file is wrong, 3 the data are wrong, 4 a model or a display failed,
5 a verified result differs, 75 another run of the same trial is still alive; 1 something else stopped it: the
system (no room, no leave to write) or a fault of the program, whose traceback is in a file that the message names.
"""

from __future__ import annotations

import argparse
import inspect
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

from trialstats import __version__
from trialstats.errors import TrialstatsError
from trialstats.plan.layout import Layout
from trialstats.trialfile.named import find_trial, new_trial, trial_name, trial_path, trials_in
from trialstats.trialfile.text.wording import nearest, one_line

if TYPE_CHECKING:
    from trialstats.trialfile.trial import Trial

__all__ = ["main"]

# The steps of the workflow, and the sections of the trial file from which those with a name take it.
STEPS: dict[str, tuple[str, ...]] = {
    "raw": ("sources",),
    "subjects": (),
    "dataset": ("datasets", "occurrences"),
    "adsl": (),
    "adam": ("datasets", "occurrences"),
    "analyse": ("analyses",),
    "figure": ("figures",),
    "table": ("tables",),
    "ard": (),
    "report": (),
    "manifest": (),
}
INIT = """
Every guess in the file stands beside its evidence, every open question is marked with `# ?`. Nothing of a person is
written into it but ranges, and codes that several persons share. The data files stay where they are."""
STOPPED = 130  # by the user, as shells count it
SHELLS = ("bash", "zsh")
SHOWN = 100  # problems, beyond which nobody reads on


def main() -> None:
    """Run the command line; every error that a user can meet is said in words and has its exit code."""
    # Small matrices gain nothing from threads, and one thread sums in one order.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    commands = parser()
    if "_ARGCOMPLETE" in os.environ:  # a shell asks how a line may go on
        from argcomplete import autocomplete

        autocomplete(commands)
    arguments = commands.parse_args()
    try:
        if "trial" in arguments:
            arguments.trial = enter(arguments.trial)
        code = arguments.command(arguments)
    except TrialstatsError as error:
        say(error.problems)
        code = error.exit_code
    except KeyboardInterrupt:
        code = STOPPED
    except Exception as error:
        from trialstats.steps.unforeseen import in_words

        print(in_words(error), file=sys.stderr)
        code = 1
    sys.exit(code)


def enter(trial: str) -> str:
    """Go to the folder that the paths in a trial file start from; gives the name of the trial."""
    found = find_trial(trial)
    if found.folder != Path.cwd():
        print(f"in {os.path.relpath(found.folder)}:", file=sys.stderr)
        os.chdir(found.folder)
    return found.name


def say(problems: Sequence[str]) -> None:
    """Say what is wrong: the first problems, none longer than can be read, and how many more there are."""
    more = [f"and {len(problems) - SHOWN:,} more problems"] if len(problems) > SHOWN else []
    print(*map(one_line, problems[:SHOWN]), *more, sep="\n", file=sys.stderr)


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(
        prog="trialstats", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    root.add_argument("--version", action="version", version=f"trialstats {__version__}")
    commands = root.add_subparsers(required=True, metavar="command")
    add(commands, "list", list_trials, "list the trials of this folder, and how their results stand")
    add(commands, "new", new, "write a small trial to begin with, which runs as it stands", "name")
    add(commands, "check", check, "check a trial file and its data, without running anything", "trial")
    add(commands, "run", run, "run a trial from raw files to report", "trial")
    first = add(commands, "init", init, "look at data files and write a first trial file")
    first.add_argument("files", nargs="+", metavar="FILE", help="data files of the trial: CSV, XLSX, Parquet, XPT, ...")
    first.add_argument("--name", required=True, metavar="TRIAL", help="name of the trial and of its file")
    first.add_argument("--force", action="store_true", help="overwrite a trial file of that name")
    first.epilog = f"{first.epilog}\n{INIT}"
    explained = add(commands, "explain", explain, "print what a trial file stands for", "trial")
    explained.add_mutually_exclusive_group(required=True).add_argument(
        "--plan", action="store_true", help="the whole trial file, with all that a short one stands for"
    )
    add(commands, "verify", verify, "compare results with those expected of the built-in trial", "trial").add_argument(
        "--update", action="store_true", help="write the results as those expected"
    )
    add(commands, "simulate-demo", simulate, "write the synthetic data of the built-in trial", "directory")
    add(commands, "export-example", export, "write data of a public package for an example trial", "example")
    add(commands, "workflow", workflow, "print where the Snakefile lies, for Snakemake itself")
    add(commands, "schema", schema, "print the JSON schema of trial files")
    add(commands, "guide", guide, "print the reference of trial files")
    add(commands, "completion", completion, "print what lets a shell complete commands and trials", "shell")
    step = add(commands, "step", run_step, "one step of the workflow (called by Snakemake)", "step", "trial")
    step.add_argument("name", nargs="?", default="")
    step.epilog = f"steps: {', '.join(STEPS)}\n\n{step.epilog}"
    return root


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    command: Callable[[argparse.Namespace], int],
    help: str,
    *arguments: str,
) -> argparse.ArgumentParser:
    """Add a command; the examples of its help are those of its docstring."""
    added = commands.add_parser(
        name, help=help, description=help, epilog=examples(command), formatter_class=argparse.RawTextHelpFormatter
    )
    added.set_defaults(command=command)
    for argument in arguments:
        action = added.add_argument(argument, choices=SHELLS if argument == "shell" else None)
        if argument == "trial":
            action.help = "a name, laser, or a file, study/pain.yaml"
            action.completer = trials_offered  # type: ignore[attr-defined]  # which argcomplete looks for
    return added


def examples(command: Callable[[argparse.Namespace], int]) -> str:
    """Take the examples out of a docstring."""
    _, _, lines = (inspect.getdoc(command) or "").partition("Examples\n--------\n")
    return f"examples:\n{indent(lines, '  ')}" if lines else ""


def trials_offered(prefix: str, **_: object) -> list[str]:
    """Say what a shell may offer for a trial: the names of those here, and any file of such an ending."""
    from argcomplete.completers import FilesCompleter

    return [*(path.stem for path in trials_in()), *FilesCompleter(allowednames=[".yaml"])(prefix)]


def load(trial: str) -> Trial:
    from trialstats.trialfile.load import load_trial

    return load_trial(trial_path(trial))


def list_trials(_: argparse.Namespace) -> int:
    """List the trials of this folder, and how their results stand.

    Returns
    -------
    int
        0. A line a trial is printed: its name; never run, running, current, stale, failed or wrong; its title; and
        below it why its results are stale, failed or wrong.

    Examples
    --------
    trialstats list
    """
    from trialstats.steps.listed import listing

    print(*listing(), sep="\n")
    return 0


def new(arguments: argparse.Namespace) -> int:
    """Write a small trial to begin with: a commented trial file and invented data, which run as they stand.

    Parameters
    ----------
    arguments : argparse.Namespace
        `name`, of the trial: letters, digits, _ and -.

    Returns
    -------
    int
        0. SpecError (exit code 2) where a file is there already.

    Examples
    --------
    trialstats new neck     # writes neck.yaml, or config/trials/neck.yaml where there is such a folder, and data/neck
    trialstats run neck
    """
    from trialstats.starter import write_starter

    name = trial_name(arguments.name)
    for path in write_starter(name):
        print(path)
    print(f"next: trialstats run {name}")
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Check a trial file and its data, without running anything.

    Parameters
    ----------
    arguments : argparse.Namespace
        `trial`, by its name.

    Returns
    -------
    int
        0. SpecError (exit code 2) with all that is wrong with the trial file, DataError (3) with that of the data.

    Examples
    --------
    trialstats check laser               # config/trials/laser.yaml, or laser.yaml
    trialstats check study/pain.yaml     # paths in the file start from study/
    """
    from trialstats.steps.checked import fingerprint, recall, remember

    trial, layout = load(arguments.trial), Layout(arguments.trial)
    mark = fingerprint(trial)
    known = recall(layout, mark)
    if known is None:
        from trialstats.steps.check import check_data

        found = check_data(trial)
        known = found.listed, list(found.notices)
        remember(layout, mark, *known)
    listed, notices = known
    print(f"{arguments.trial}: trial file and data are in order ({listed_text(listed)}; see the report)")
    for notice in notices:
        print(f"  note: {notice}")
    return 0


def listed_text(listed: Mapping[str, int]) -> str:
    """Count the records listed by their kind: `72 records listed: 60 blank, 12 outside_window`."""
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(listed.items(), key=lambda of: (-of[1], of[0])))
    return f"{sum(listed.values()):,} records listed" + (f": {kinds}" if kinds else "")


def init(arguments: argparse.Namespace) -> int:
    """Look at data files and write a first trial file.

    Parameters
    ----------
    arguments : argparse.Namespace
        `files` to look at; `name`, of the trial; `force`, whether a file of that name is overwritten.

    Returns
    -------
    int
        0. SpecError (exit code 2) where the trial file is there already, DataError (3) where a file cannot be read.

    Examples
    --------
    trialstats init data/neck/pain.csv --name neck
    trialstats init data/knee/people.xlsx data/knee/pain.csv data/knee/events.csv --name knee
    trialstats check neck     # as often as you like
    """
    from trialstats.steps.init import write_draft

    name, path = trial_name(arguments.name), new_trial(arguments.name)
    text = write_draft(arguments.files, name, path, force=arguments.force)
    questions = text.count("# ? ")
    print(f"{path}: written, {len(text.splitlines())} lines, {questions} of them questions (`# ?`)")
    print(f"next: trialstats check {name}")
    return 0


def run(arguments: argparse.Namespace) -> int:
    """Run a trial from raw files to report; what is made already and still right is not made again.

    Parameters
    ----------
    arguments : argparse.Namespace
        `trial`, by its name.

    Returns
    -------
    int
        0; 4 where an analysis could not be estimated or a display not be made, which the report says; 75 where another
        run of the trial is alive; what a step stopped with.

    Examples
    --------
    trialstats run laser                 # results/laser/report.html
    trialstats run study/pain.yaml       # study/results/pain/report.html
    """
    from trialstats.steps.run import run_workflow

    check(arguments)
    return run_workflow(arguments.trial, load(arguments.trial))


def explain(arguments: argparse.Namespace) -> int:
    """Print what a trial file stands for.

    Parameters
    ----------
    arguments : argparse.Namespace
        `trial`, by its name; `plan`: the whole trial file, with all that a short one stands for.

    Returns
    -------
    int
        0. SpecError (exit code 2) with all that is wrong with the trial file.

    Examples
    --------
    trialstats explain neck --plan > whole.yaml
    """
    from trialstats.explain.plan import whole_trial_file

    print(whole_trial_file(trial_path(arguments.trial), load(arguments.trial)), end="")
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Compare the files of a run with its manifest, its displays made once more, and its results with those expected.

    Parameters
    ----------
    arguments : argparse.Namespace
        `trial`, by its name; `update`, whether the results are written down as those expected instead.

    Returns
    -------
    int
        0; 5 where something differs. DataError (3) where there are no results.

    Examples
    --------
    trialstats verify laser
    trialstats verify laser --update     # after a change that is meant to change results
    """
    from trialstats.steps.verify import verify_results

    return verify_results(load(arguments.trial), Layout(arguments.trial), update=arguments.update)


def simulate(arguments: argparse.Namespace) -> int:
    """Write the synthetic data of the built-in trial.

    Parameters
    ----------
    arguments : argparse.Namespace
        `directory`, where they go.

    Returns
    -------
    int
        0. The paths are printed.

    Examples
    --------
    trialstats simulate-demo data/laser
    """
    from trialstats.simulate import simulate_laser

    for path in simulate_laser(Path(arguments.directory)):
        print(path)
    return 0


def export(arguments: argparse.Namespace) -> int:
    """Write the data of an example trial, which a public package holds, under data/.

    Parameters
    ----------
    arguments : argparse.Namespace
        `example`, the name of the trial.

    Returns
    -------
    int
        0. DataError (3) where the package is absent, or has no such trial.

    Examples
    --------
    trialstats export-example cdisc_pilot
    """
    from trialstats.steps.export import export_example

    for path in export_example(arguments.example, Path("data") / arguments.example):
        print(path)
    return 0


def workflow(_: argparse.Namespace) -> int:
    """Print where the Snakefile lies, for Snakemake itself, such as on a cluster.

    Returns
    -------
    int
        0.

    Examples
    --------
    snakemake -s "$(trialstats workflow)" --config trials=pain
    """
    from trialstats.plan.workflow import SNAKEFILE

    print(SNAKEFILE)
    return 0


def schema(_: argparse.Namespace) -> int:
    """Print the JSON schema of trial files, by which an editor completes them.

    Returns
    -------
    int
        0.

    Examples
    --------
    trialstats schema > trial.schema.json
    """
    from trialstats.trialfile.schema import trial_schema

    print(trial_schema(), end="")
    return 0


def guide(_: argparse.Namespace) -> int:
    """Print the reference of trial files: every key, its default and its meaning.

    Returns
    -------
    int
        0.

    Examples
    --------
    trialstats guide | less
    """
    from trialstats.trialfile.guide import trial_guide

    print(trial_guide())
    return 0


def completion(arguments: argparse.Namespace) -> int:
    """Print what lets a shell complete commands, options and trials.

    Parameters
    ----------
    arguments : argparse.Namespace
        `shell`: bash or zsh.

    Returns
    -------
    int
        0.

    Examples
    --------
    eval "$(trialstats completion bash)"     # in ~/.bashrc
    eval "$(trialstats completion zsh)"      # in ~/.zshrc
    """
    from argcomplete.shell_integration import shellcode

    print(shellcode(["trialstats"], shell=arguments.shell))
    return 0


def run_step(arguments: argparse.Namespace) -> int:
    """Run one step of the workflow, as Snakemake does.

    Parameters
    ----------
    arguments : argparse.Namespace
        `trial`, by its name; `step`; `name`, of the source, dataset, analysis, figure or table that the step makes.

    Returns
    -------
    int
        0. TrialstatsError (its own exit code) where the step or the name is not known, or the step fails.

    Examples
    --------
    trialstats step analyse laser pain_mmrm
    """
    if arguments.step not in STEPS:
        raise TrialstatsError(f"step {arguments.step} is not known{nearest(arguments.step, STEPS)}")
    trial = load(arguments.trial)
    known = [name for section in STEPS[arguments.step] for name in getattr(trial, section)]
    if known and arguments.name not in known:
        raise TrialstatsError(
            f"step {arguments.step}: {arguments.name!r} is none of its names{nearest(arguments.name, known)}"
        )
    step = import_module(f"trialstats.steps.{arguments.step}")
    step.run(trial, Layout(arguments.trial), arguments.name)
    return 0
