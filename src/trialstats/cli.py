"""The command line: begin a trial, check it, run it, verify it, and the steps that Snakemake calls.

TRIAL is a name, laser for config/trials/laser.yaml or laser.yaml, or a file, study/pain.yaml. Paths in a trial file
start from its folder, and results stand beside it: study/results/pain. `trialstats COMMAND --help` has examples.

Exit codes: 0 done, 2 the trial file or the command line is wrong, 3 the data are wrong, 4 a model or a display failed,
5 a verified or reproduced result differs, 6 a requirement of `validate` is not met, 75 a run of the same trial is
still alive; 1 `compare` found a difference, or something else stopped it: the system (no room, no leave to write) or a
fault of the program, whose traceback is in a file that the message names.
"""

from __future__ import annotations

import os
import sys

from trialstats.client import ask

# A step that is served (`client`) waits for no other import, nor for that of `typing`, whose constant this is.
TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence
    from types import ModuleType
    from typing import Any

    from trialstats.verbs.line import Line

__all__ = ["main"]

# The verbs by the names that a user types, in the order of the help; each is a module and a function of `verbs`.
VERBS = {
    "list": "list_trials",
    "new": "new",
    "init": "init",
    "check": "check",
    "design": "design",
    "run": "run",
    "verify": "verify",
    "reproduce": "reproduce",
    "validate": "validate",
    "package": "package",
    "crate": "crate",
    "sbom": "sbom",
    "conformance": "conformance",
    "explain": "explain",
    "twins": "twins",
    "compare": "compare",
    "report": "report",
    "manuscript": "manuscript",
    "guide": "guide",
    "schema": "schema",
    "workflow": "workflow",
    "completion": "completion",
    "simulate-demo": "simulate_demo",
    "export-example": "export_example",
    "step": "step",
}
STOPPED = 130  # by the user, as shells count it
SHOWN = 100  # problems, beyond which nobody reads on


def main() -> None:
    """Run the command line; every error that a user can meet is said in words and has its exit code."""
    if (served := ask(sys.argv[1:])) is not None:
        sys.exit(served)
    # Small matrices gain nothing from threads, and one thread sums in one order.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from trialstats.errors import TrialstatsError

    command = sys.argv[1] if len(sys.argv) > 1 else ""
    commands = parser([command] if command in VERBS else VERBS)
    if "_ARGCOMPLETE" in os.environ:  # a shell asks how a line may go on
        from argcomplete import autocomplete

        autocomplete(commands)
    trial = None
    try:
        taken = understood(commands, command)
        verb, arranged = taken.pop("verb"), taken.pop("arranged")
        taken = arranged(taken)
        if "trial" in taken:
            trial = taken["trial"] = enter(taken["trial"])
        code = verb(**taken)
    except TrialstatsError as error:
        say(in_trial_file(error.problems, trial))
        code = error.exit_code
    except KeyboardInterrupt:
        print("\nstopped: what is made is whole, and the same command goes on from it", file=sys.stderr)
        code = STOPPED
    except Exception as error:
        from trialstats.steps.unforeseen import in_words

        print(in_words(error), file=sys.stderr)
        code = 1
    sys.exit(code)


def understood(commands: Line, command: str) -> dict[str, Any]:
    """Read the line; SpecError says which command or option there is not, and which is meant, or what is missing."""
    from trialstats.errors import SpecError
    from trialstats.trialfile.text.wording import nearest

    if command and not command.startswith("-") and command not in VERBS:
        raise SpecError(f"{command}: no such command{nearest(command, VERBS)}")
    taken, unknown = commands.parse_known_args()
    options = taken.__dict__.pop("options")
    problems = [f"{word}: no such option of `{command}`{nearest(word, options)}" for word in unknown if word[0] == "-"]
    more = " ".join(word for word in unknown if word[0] != "-")
    if more:
        problems.append(f"{more}: more than `{command}` takes; `trialstats {command} --help` has examples")
    if problems:
        raise SpecError(problems)
    return vars(taken)


def enter(trial: str) -> str:
    """Go to the folder that the paths in a trial file start from; gives the name of the trial."""
    from pathlib import Path

    from trialstats.trialfile.named import find_trial

    found = find_trial(trial)
    if found.folder != Path.cwd():
        print(f"in {os.path.relpath(found.folder)}:", file=sys.stderr)
        os.chdir(found.folder)
    return found.name


def in_trial_file(problems: Sequence[str], trial: str | None) -> Sequence[str]:
    """Say of each problem of the data where the trial file declares what it is about, once the trial was found."""
    from trialstats.trialfile.named import trial_path
    from trialstats.trialfile.text.declared import Problem, with_places

    if trial is None or not any(isinstance(problem, Problem) for problem in problems):
        return problems
    return with_places(problems, trial_path(trial))


def say(problems: Sequence[str]) -> None:
    """Say what is wrong: the first problems, none longer than can be read, and how many more there are."""
    from trialstats.trialfile.text.wording import one_line

    more = [f"and {len(problems) - SHOWN:,} more problems"] if len(problems) > SHOWN else []
    print(*map(one_line, problems[:SHOWN]), *more, sep="\n", file=sys.stderr)


def parser(verbs: Iterable[str] = VERBS) -> Line:
    """Build the parser of some verbs: those that a line can be about."""
    import argparse
    from importlib import import_module

    from trialstats import __version__
    from trialstats.verbs.line import Line

    root = Line(
        prog="trialstats", description=__doc__, formatter_class=argparse.RawTextHelpFormatter, allow_abbrev=False
    )
    root.add_argument("--version", action="version", version=f"trialstats {__version__}")
    commands = root.add_subparsers(required=True, metavar="command")
    for name in verbs:
        add(commands, name, import_module(f"trialstats.verbs.{VERBS[name]}"))
    return root


def add(commands: argparse._SubParsersAction[Line], name: str, module: ModuleType) -> None:
    """Add a verb: what it takes its module says, and the examples of its help are those of its docstring.

    What a module has as `arranged` makes of the arguments what is meant, such as a trial that was not named.
    """
    import argparse
    import inspect
    import re
    from textwrap import indent

    verb = getattr(module, VERBS[name])
    _, _, lines = (inspect.getdoc(verb) or "").partition("Examples\n--------\n")
    epilog = f"examples:\n{indent(lines, '  ')}\n\n{getattr(module, 'NOTE', '')}"
    added = commands.add_parser(
        name,
        help=module.HELP,
        description=module.HELP,
        epilog=epilog.rstrip(),
        formatter_class=argparse.RawTextHelpFormatter,
        allow_abbrev=False,
    )
    if hasattr(module, "options"):
        module.options(added)
    options = re.findall(r"--[a-z-]+", added.format_usage())
    added.set_defaults(verb=verb, arranged=getattr(module, "arranged", dict), options=options)
