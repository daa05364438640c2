"""`python -m trialstats`."""

from trialstats.cli import main

main()
