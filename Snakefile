"""From the raw files of a trial to its report: `snakemake` runs the trials that config/config.yaml names."""

from pathlib import Path

# In a folder without it, `--config trials=NAME` says which trial is meant.
if Path("config/config.yaml").is_file():

    configfile: "config/config.yaml"


# The lint asks for an environment per rule; there is one for all: environment.yml, requirements.lock.
containerized: "docker://python:3.11"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/data.smk"
include: "workflow/rules/analyses.smk"
include: "workflow/rules/displays.smk"
include: "workflow/rules/report.smk"


rule all:
    default_target: True
    input:
        [target for plan in PLANS.values() for target in plan.targets()],
        [
            plan.layout.figure(name, "pdf")
            for plan in PLANS.values()
            for name in plan.trial.figures
        ],
        [
            plan.layout.adam(name)
            for plan in PLANS.values()
            for name in ("adsl", *plan.datasets)
        ],
