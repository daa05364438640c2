"""The design of a trial, simulated in parts side by side: `snakemake designs`; nothing of it belongs to a run."""


rule truth:
    """The true values that the estimates of a kind of scenario are held against."""
    output:
        "results/{trial}/design/truths_{kind}.parquet",
    log:
        "results/{trial}/logs/design/truths_{kind}.log",
    wildcard_constraints:
        kind="[a-z]+",
    params:
        spec=simulated,
    shell:
        "trialstats step simulate {wildcards.trial} {wildcards.kind} 2> {log}"


rule simulate:
    """Some batches of simulated trials of a scenario; those that are there and still right are kept."""
    input:
        "results/{trial}/design/truths_{kind}.parquet",
    output:
        "results/{trial}/design/parts/{kind}_{n}/{first}-{last}.json",
    log:
        "results/{trial}/logs/design/{kind}_{n}_{first}-{last}.log",
    wildcard_constraints:
        kind="[a-z]+",
        n="[0-9]+",
        first="[0-9]+",
        last="[0-9]+",
    params:
        spec=simulated,
    shell:
        "trialstats step simulate {wildcards.trial}"
        " {wildcards.kind}_{wildcards.n}/{wildcards.first}-{wildcards.last} 2> {log}"


rule design:
    """What the simulated trials show together: operating characteristics, figures, the paragraph for the protocol."""
    input:
        parts,
    output:
        "results/{trial}/design/design.json",
        "results/{trial}/design/design.md",
        "results/{trial}/design/characteristics.csv",
    log:
        "results/{trial}/logs/design/design.log",
    shell:
        "trialstats design {wildcards.trial} > {log} 2>&1"


rule designs:
    """The target: the designs of all trials that have one."""
    input:
        [
            plan.layout.design("design.json")
            for plan in PLANS.values()
            if plan.trial.design
        ],
