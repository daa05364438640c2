"""The command line as argparse reads it, with what is wrong with it in words like those of every other problem."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from trialstats.errors import SpecError
from trialstats.trialfile.text.wording import nearest

__all__ = ["Line"]

REQUIRED = re.compile(r"required: (.*)")
INVALID = re.compile(r"invalid (\w+)(?: value)?: '(.*?)'(?: \(choose from (.*)\))?")
SORTS = {"int": "a whole number", "float": "a number"}


class Line(argparse.ArgumentParser):
    """A parser that raises SpecError where argparse prints its usage and leaves."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.exit_on_error = False

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Read what is known of the line."""
        try:
            return super().parse_known_args(args, namespace)
        except argparse.ArgumentError as error:
            raise SpecError(self.problem(error.argument_name, str(error.message))) from error

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the line."""
        raise SpecError(self.problem(None, message))

    def problem(self, argument: str | None, message: str) -> str:
        """Say one of argparse's messages about an argument, or about those that are not there."""
        if required := REQUIRED.search(message):
            return self.missing(required[1].split(", "))
        if invalid := INVALID.search(message):
            sort, value, known = invalid.groups()
            if known is not None:
                choices = known.replace("'", "").split(", ")
                return f"{argument}: {value} is not known{nearest(value, choices)}"
            return f"{argument} {value}: must be {SORTS.get(sort, sort)}"
        if message.startswith("expected"):
            return f"{argument} needs a value{self.shown()}"
        return f"{argument}: {message}" if argument else message

    def missing(self, names: Sequence[str]) -> str:
        """Say which arguments are not there, with an example of a line that has them."""
        command = self.prog.rpartition(" ")[2]
        return f"{command}: {' and '.join(names)} {'is' if len(names) == 1 else 'are'} missing{self.shown()}"

    def shown(self) -> str:
        """Give the first example of the help."""
        example = re.search(rf"{self.prog} [^#\n]*", self.epilog or "")
        help_ = f"`{self.prog} --help`"
        return f", e.g. `{example[0].strip()}`; {help_} has more" if example else f"; {help_} tells what there is"
