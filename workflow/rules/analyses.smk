"""ADaM to estimates."""


rule analyse:
    """One analysis: tidy rows, and notes on what was fitted, tried, warned and counted."""
    input:
        inputs("analyse"),
    output:
        rows="results/{trial}/models/{name}.parquet",
        notes="results/{trial}/models/{name}.json",
    log:
        "results/{trial}/logs/models/{name}.log",
    resources:
        mem_mb=memory("analyse"),
    params:
        spec=spec("analyse"),
        code=code("analyse"),
    shell:
        "trialstats step analyse {wildcards.trial} {wildcards.name} 2> {log}"


rule ard:
    """Every number of the trial, one row a statistic."""
    input:
        inputs("ard"),
    output:
        "results/{trial}/ard.parquet",
    log:
        "results/{trial}/logs/ard.log",
    resources:
        mem_mb=memory("ard"),
    params:
        spec=spec("ard"),
        code=code("ard"),
    shell:
        "trialstats step ard {wildcards.trial} 2> {log}"
