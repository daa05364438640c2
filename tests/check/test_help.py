"""What a user is told of the commands: help with examples, the version, and what a shell may offer."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tiny import Tiny, call
from trialstats import __version__
from trialstats.cli import VERBS, parser


def commands() -> dict[str, argparse.ArgumentParser]:
    (action,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(action.choices)


@pytest.mark.parametrize("name", commands())
def test_the_help_of_every_command_has_an_example_that_can_be_read(name: str) -> None:
    helped = call(name, "--help")
    assert helped.code == 0
    _, _, examples = helped.out.partition("examples:\n")
    calls = [split(line) for line in examples.splitlines() if line.startswith("  ")]
    own = [words[1:] for words in calls if words[:2] == ["trialstats", name]]
    assert own or f"$(trialstats {name}" in examples
    for words in own:
        assert parser().parse_args(words).verb.__module__ == f"trialstats.verbs.{VERBS[name]}"


def split(line: str) -> list[str]:
    """Split a line into words as a shell does, up to a comment, a pipe or a file."""
    words = shlex.split(line, comments=True)
    return words[: next((place for place, word in enumerate(words) if word[0] in "|>"), len(words))]


def test_an_example_with_blanks_is_quoted() -> None:
    assert split("  trialstats explain neck 'pain/Week 6' > out # why") == [
        "trialstats",
        "explain",
        "neck",
        "pain/Week 6",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("runn neck", ["runn: no such command (did you mean `run`?)"]),
        (
            "run neck other --profil",
            [
                "--profil: no such option of `run` (did you mean `--profile`?)",
                "other: more than `run` takes; `trialstats run --help` has examples",
            ],
        ),
    ],
)
def test_a_word_that_is_not_known_is_answered_by_the_nearest(words: str, said: list[str]) -> None:
    answer = call(*words.split())
    assert (answer.code, answer.err.splitlines()) == (2, said)


def test_the_version() -> None:
    assert call("--version").out == f"trialstats {__version__}\n"


def test_where_the_workflow_lies() -> None:
    snakefile = Path(call("workflow").out.strip())
    assert (snakefile.name, snakefile.is_file(), snakefile.is_absolute()) == ("Snakefile", True, True)


def offered(line: str) -> set[str]:
    """Ask as a shell does after a TAB; the answer comes through descriptor 8."""
    reader, writer = os.pipe()
    asked = {"_ARGCOMPLETE": "1", "_ARGCOMPLETE_SHELL": "bash", "_ARGCOMPLETE_IFS": "\n", "COMP_LINE": line}
    asked |= {"COMP_POINT": str(len(line)), "COMP_TYPE": "9", "_ARGCOMPLETE_SUPPRESS_SPACE": "1"}
    script = f"exec {sys.executable} -m trialstats 8>&{writer}"
    with os.fdopen(reader) as answer:
        subprocess.run(["bash", "-c", script], env={**os.environ, **asked}, pass_fds=[writer], check=True)
        os.close(writer)
        return {text.strip() for text in answer.read().split("\n") if text.strip()}


def test_a_shell_completes_commands_trials_and_options(tiny: Tiny) -> None:
    tiny.write("pain.yaml", "STUDYID: P-1\n")
    assert offered("trialstats veri") == {"verify"}
    assert {"tiny", "pain", "pain.yaml"} <= offered("trialstats run ")
    assert offered("trialstats run ti") == {"tiny"}
    assert offered("trialstats verify tiny --u") == {"--update"}
    assert offered("trialstats completion z") == {"zsh"}


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_what_a_shell_is_to_evaluate(shell: str) -> None:
    assert "_ARGCOMPLETE" in call("completion", shell).out
