"""Load the trial files and name what the rules need; nothing is computed here."""

import re
from functools import cache
from pathlib import Path

from trialstats.errors import TrialstatsError
from trialstats.plan.alive import refuse_beside
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.plan.memory import Memory
from trialstats.verbs.trial import load


def load_plan(name):
    try:
        refuse_beside(Layout(name))
        return Plan(load(name), Layout(name))
    except TrialstatsError as error:
        raise WorkflowError(*error.problems)


if "trials" not in config:
    raise WorkflowError(
        "which trial? Say --config trials=NAME, for config/trials/NAME.yaml or NAME.yaml in this folder."
    )

PLANS = {
    name.strip(): load_plan(name.strip()) for name in str(config["trials"]).split(",")
}

MEMORY = {name: Memory(plan) for name, plan in PLANS.items()}


wildcard_constraints:
    trial="|".join(PLANS),
    name=r"[A-Za-z][A-Za-z0-9_]*",


@cache
def planned(trial, step, name):
    """A job of a trial: looked up for its inputs, its parameters and its memory."""
    return PLANS[trial].job(step, name)


def job(step, wildcards):
    return planned(wildcards.trial, step, wildcards.get("name", ""))


def inputs(step):
    """The files a job reads. The trial file is not among them: its digest is a parameter."""
    return lambda wildcards: job(step, wildcards).inputs


def spec(step):
    """The digests of the part of the trial file and of the data files that a job uses.

    Files that were replaced keep their times at times, and Snakemake looks at these.
    """
    return lambda wildcards: "".join(job(step, wildcards).used)


def code(step):
    """The digest of the code that a job runs."""
    return lambda wildcards: job(step, wildcards).code


def memory(step):
    """The megabytes that a job is likely to need; they hold where the run says how many there are (--resources)."""
    return lambda wildcards: MEMORY[wildcards.trial].needed(
        step, wildcards.get("name", "")
    )


def patterns(paths, layout):
    """The files of one trial as patterns of it, by which a rule that is of this trial alone has its wildcard too."""
    top = layout.top.parent / "{trial}"
    return [str(top / path.relative_to(layout.top)) for path in paths]


def section(kind):
    """The section of the report that a display stands in."""
    return lambda wildcards: getattr(PLANS[wildcards.trial].trial, kind)[
        wildcards.name
    ].section


def title(kind):
    """The words under which a display is found in Snakemake's report."""
    return lambda wildcards: {
        "title": getattr(PLANS[wildcards.trial].trial, kind)[wildcards.name].title
    }


def any_of(*sections):
    """A pattern of the names that the trials give to their datasets or occurrences; one that fits none is needed."""
    names = {
        name
        for plan in PLANS.values()
        for part in sections
        for name in getattr(plan.trial, part)
    }
    return "|".join(sorted(names)) or "(?!)"


# So many batches are one job. A part that was lost midway is made again, but for those of its batches that are there.
BATCHES = int(config.get("batches", 20))


def parts(wildcards):
    """The parts of all that the design of a trial simulates, but for the sizes that a search tries."""
    from trialstats.simulate.scenario import batches_of, scenarios_of

    trial = PLANS[wildcards.trial].trial
    numbers = len([*batches_of(trial.design.replicates, trial.design.batch)])
    return [
        f"results/{wildcards.trial}/design/parts/{scenario.name}/{first}-{min(first + BATCHES, numbers) - 1}.json"
        for scenario in scenarios_of(trial)
        for first in range(0, numbers, BATCHES)
    ]


def simulated(wildcards):
    """The digest of all that a simulated trial depends on."""
    from trialstats.steps.simulate import spec_of

    return spec_of(PLANS[wildcards.trial].trial)
