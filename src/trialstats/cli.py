"""The command line: check a trial, run it, verify it, and the steps that Snakemake calls.

Exit codes: 0 done, 2 the trial file is wrong, 3 the data are wrong, 4 a model or a display failed,
5 a verified result differs, 75 another run of the same trial is still alive; 1 something else stopped it: the
system (no room, no leave to write) or a fault of the program, whose traceback is in a file that the message names.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from trialstats.errors import TrialstatsError
from trialstats.plan.layout import Layout
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import find_trial, new_trial, trial_name, trial_path
from trialstats.trialfile.text.wording import nearest, one_line
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
INIT = """examples:
  trialstats init data/neck/pain.csv --name neck
  trialstats init data/knee/people.xlsx data/knee/pain.csv data/knee/events.csv --name knee
then, as often as you like:
  trialstats check neck

Every guess in the file stands beside its evidence, every open question is marked with `# ?`. Nothing of a person is
written into it but ranges, and codes that several persons share. The data files stay where they are."""
STOPPED = 130  # by the user, as shells count it
SHOWN = 100  # problems, beyond which nobody reads on


def main() -> None:
    """Run the command line; every error that a user can meet is said in words and has its exit code."""
    # Small matrices gain nothing from threads, and one thread sums in one order.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    arguments = parser().parse_args()
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
    commands = root.add_subparsers(required=True, metavar="command")
    add(commands, "check", check, "check a trial file and its data, without running anything", "trial")
    add(commands, "run", run, "run a trial from raw files to report", "trial")
    first = add(commands, "init", init, "look at data files and write a first trial file")
    first.add_argument("files", nargs="+", metavar="FILE", help="data files of the trial: CSV, XLSX, Parquet, XPT, ...")
    first.add_argument("--name", required=True, metavar="TRIAL", help="name of the trial and of its file")
    first.add_argument("--force", action="store_true", help="overwrite a trial file of that name")
    first.epilog = INIT
    first.formatter_class = argparse.RawTextHelpFormatter
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
    step = add(commands, "step", run_step, "one step of the workflow (called by Snakemake)", "step", "trial", "name")
    step.epilog = f"steps: {', '.join(STEPS)}"
    return root


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    command: Callable[[argparse.Namespace], int],
    help: str,
    *arguments: str,
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=help, description=help)
    made.set_defaults(command=command)
    for argument in arguments:
        made.add_argument(argument, nargs="?" if argument == "name" else None, default="")
    return made


def load(trial: str) -> Trial:
    return load_trial(trial_path(trial))


def check(arguments: argparse.Namespace) -> int:
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
    from trialstats.steps.init import write_draft

    name, path = trial_name(arguments.name), new_trial(arguments.name)
    text = write_draft(arguments.files, name, path, force=arguments.force)
    questions = text.count("# ?")
    print(f"{path}: written, {len(text.splitlines())} lines, {questions} of them questions (`# ?`)")
    print(f"next: trialstats check {name}")
    return 0


def run(arguments: argparse.Namespace) -> int:
    from trialstats.steps.run import run_workflow

    check(arguments)
    return run_workflow(arguments.trial, load(arguments.trial))


def explain(arguments: argparse.Namespace) -> int:
    from trialstats.explain.plan import whole_trial_file

    print(whole_trial_file(trial_path(arguments.trial), load(arguments.trial)), end="")
    return 0


def verify(arguments: argparse.Namespace) -> int:
    from trialstats.steps.verify import verify_results

    return verify_results(load(arguments.trial), Layout(arguments.trial), update=arguments.update)


def simulate(arguments: argparse.Namespace) -> int:
    from trialstats.simulate import simulate_laser

    for path in simulate_laser(Path(arguments.directory)):
        print(path)
    return 0


def export(arguments: argparse.Namespace) -> int:
    from trialstats.steps.export import export_example

    for path in export_example(arguments.example, Path("data") / arguments.example):
        print(path)
    return 0


def workflow(_: argparse.Namespace) -> int:
    from trialstats.plan.workflow import SNAKEFILE

    print(SNAKEFILE)
    return 0


def schema(_: argparse.Namespace) -> int:
    from trialstats.trialfile.schema import trial_schema

    print(trial_schema(), end="")
    return 0


def guide(_: argparse.Namespace) -> int:
    from trialstats.trialfile.guide import trial_guide

    print(trial_guide())
    return 0


def run_step(arguments: argparse.Namespace) -> int:
    """Run one step; its module has its name."""
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
