"""Trial files that are no YAML, or YAML that no trial file is: refused by line, in a second, without a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import TRIAL, TRIAL_FILE, Tiny
from trialstats.errors import SpecError
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.text.compose import DEEPEST
from trialstats.trialfile.text.document import read_document

FILE = Path("trial.yaml")
DEEP = "nested more than 30 deep"
# Each line holds nine times the line above it: 9^20 texts in 1 kB.
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(20)
)

REFUSED = {
    "nested lists": ("a: " + "[" * 950 + "]" * 950, f"1: not valid YAML: {DEEP}"),
    "lists without end": ("a: " + "[" * 100_000, f"1: not valid YAML: {DEEP}"),
    "nested keys": ("\n".join(" " * n + "a:" for n in range(950)), f"{DEEPEST // 2 + 1}: not valid YAML: {DEEP}"),
    "a bomb of aliases": (BOMB, "1: not valid here: more than 100,000 entries, aliases (`*name`) written out"),
    "an alias in itself": (
        "a: 1\nb: &b [*b]",
        f"2: not valid here: {DEEP}; does an alias (`*name`) stand inside what it repeats?",
    ),
    "an anchor twice": ("a: &x 1\nb: &x 2\nc: *x", "2: not valid YAML: `&x` names two things (first on line 1)"),
    "an alias of nothing": ("a: *x", "1: not valid YAML: found undefined alias 'x'"),
    "a NUL": (
        "a: 1\nb: \0",
        "2: not valid YAML: a character that no text has (U+0000); the file is damaged, or no text file",
    ),
    "half a character": (
        r'a: "\ud800"',
        r"1: not valid here: an escape (`\ud800` to `\udfff`) that stands for no character",
    ),
    "no character": (r'a: "\UFFFFFFFF"', r" not valid YAML: an escape (`\U...`) that stands for no character"),
    "no character either": (r'a: "\U00110000"', r" not valid YAML: an escape (`\U...`) that stands for no character"),
    "a file of 5 MB": ("x" * 5_000_000, " larger than 4 MB, so no trial file"),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_what_no_trial_file_is(tiny: Tiny, text: str, said: str) -> None:
    tiny.write("trial.yaml", text)
    with pytest.raises(SpecError) as caught:
        read_document(FILE)
    assert str(caught.value) == f"trial.yaml:{said}"


@pytest.mark.parametrize("binary", [bytes(range(256)), TRIAL.encode("utf-16"), TRIAL.encode() + b"\xff"])
def test_what_is_no_text(tiny: Tiny, binary: bytes) -> None:
    tiny.write("trial.yaml", binary)
    with pytest.raises(SpecError, match=r"^trial\.yaml:\d+: byte 0x(80|FF) is not UTF-8; save the file as UTF-8$"):
        read_document(FILE)


def test_a_key_that_is_a_list(tiny: Tiny) -> None:
    tiny.write("trial.yaml", "? [a, b]\n: c\nd: {? {e: f} : g}\n")
    document = read_document(FILE)
    assert (document.data, document.problems) == (
        {"d": {}},
        [(1, "the file has a key that is a list or a set of keys"), (3, "d has a key that is a list or a set of keys")],
    )


def test_aliases_repeat_and_a_value_may_be_long(tiny: Tiny) -> None:
    tiny.write("trial.yaml", f"a: &x [1, 2]\nb: *x\nc: {'y' * 1_000_000}\n")
    assert read_document(FILE).data == {"a": ["1", "2"], "b": ["1", "2"], "c": "y" * 1_000_000}


@pytest.mark.parametrize("file", ["folder", "x" * 5000])
def test_what_cannot_be_read(tiny: Tiny, file: str) -> None:
    tiny.path("folder").mkdir()
    with pytest.raises(SpecError, match=rf"^{file[:200]}: cannot be read: (Is a directory|File name too long)$"):
        load_trial(Path(file))


def test_of_very_many_problems_the_first_are_said_and_each_is_short(tiny: Tiny) -> None:
    tiny.add(TRIAL_FILE, *(f"k{n}: 1" for n in range(1000)), f"? {'y' * 100_000}\n: 1")
    said = tiny.check().lines
    assert (len(said), said[-1]) == (101, "and 901 more problems")
    tiny.write(TRIAL_FILE, f"{TRIAL}? {'y' * 100_000}\n: 1\n")
    (alone,) = tiny.check().lines
    assert len(alone) < 1100
