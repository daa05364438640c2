"""Print what lets a shell complete commands, options and trials."""

from __future__ import annotations

import argparse

__all__ = ["completion"]

HELP = "print what lets a shell complete commands and trials"
SHELLS = ("bash", "zsh")


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", choices=SHELLS)


def completion(shell: str) -> int:
    """Print what lets a shell complete commands, options and trials.

    Parameters
    ----------
    shell : str
        bash or zsh.

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

    print(shellcode(["trialstats"], shell=shell))
    return 0
