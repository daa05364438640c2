"""Raw files to ADaM."""


rule raw:
    """A raw file as text, with file and line of every row."""
    input:
        inputs("raw"),
    output:
        "results/{trial}/raw/{name}.parquet",
    log:
        "results/{trial}/logs/raw/{name}.log",
    resources:
        mem_mb=memory("raw"),
    params:
        spec=spec("raw"),
        code=code("raw"),
    shell:
        "trialstats step raw {wildcards.trial} {wildcards.name} 2> {log}"


rule subjects:
    """The subjects file as the core of ADSL."""
    input:
        inputs("subjects"),
    output:
        core="results/{trial}/mapped/adsl.parquet",
        listing="results/{trial}/mapped/adsl.listing.parquet",
        accounts="results/{trial}/mapped/adsl.accounts.parquet",
    log:
        "results/{trial}/logs/mapped/adsl.log",
    resources:
        mem_mb=memory("subjects"),
    params:
        spec=spec("subjects"),
        code=code("subjects"),
    shell:
        "trialstats step subjects {wildcards.trial} 2> {log}"


rule dataset:
    """A source as records, with what is not used listed and counted."""
    input:
        inputs("dataset"),
    output:
        records="results/{trial}/mapped/{name}.parquet",
        listing="results/{trial}/mapped/{name}.listing.parquet",
        accounts="results/{trial}/mapped/{name}.accounts.parquet",
    log:
        "results/{trial}/logs/mapped/{name}.log",
    wildcard_constraints:
        name=any_of("datasets", "occurrences"),
    resources:
        mem_mb=memory("dataset"),
    params:
        spec=spec("dataset"),
        code=code("dataset"),
    shell:
        "trialstats step dataset {wildcards.trial} {wildcards.name} 2> {log}"


rule adsl:
    """ADSL with its population flags, and who is in which population not."""
    input:
        inputs("adsl"),
    output:
        adsl="results/{trial}/adam/adsl.parquet",
        excluded="results/{trial}/adam/adexcl.parquet",
    log:
        "results/{trial}/logs/adam/adsl.log",
    resources:
        mem_mb=memory("adsl"),
    params:
        spec=spec("adsl"),
        code=code("adsl"),
    shell:
        "trialstats step adsl {wildcards.trial} 2> {log}"


rule events:
    """The intercurrent events as their sources tell them: one row a subject and event."""
    input:
        inputs("events"),
    output:
        "results/{trial}/mapped/adice.parquet",
    log:
        "results/{trial}/logs/mapped/adice.log",
    resources:
        mem_mb=memory("events"),
    params:
        spec=spec("events"),
        code=code("events"),
    shell:
        "trialstats step events {wildcards.trial} 2> {log}"


rule adice:
    """The dataset of intercurrent events, with the first visit affected."""
    input:
        inputs("adice"),
    output:
        "results/{trial}/adam/adice.parquet",
    log:
        "results/{trial}/logs/adam/adice.log",
    resources:
        mem_mb=memory("adice"),
    params:
        spec=spec("adice"),
        code=code("adice"),
    shell:
        "trialstats step adice {wildcards.trial} 2> {log}"


rule affected:
    """What of a findings dataset lies after intercurrent events: visits by subject, and each record."""
    input:
        inputs("affected"),
    output:
        visits="results/{trial}/adam/{name}.adice.parquet",
        records="results/{trial}/adam/{name}.flags.parquet",
    log:
        "results/{trial}/logs/adam/{name}.adice.log",
    wildcard_constraints:
        name=any_of("datasets"),
    resources:
        mem_mb=memory("affected"),
    params:
        spec=spec("affected"),
        code=code("affected"),
    shell:
        "trialstats step affected {wildcards.trial} {wildcards.name} 2> {log}"


rule times:
    """The times to an event: one row a subject and parameter."""
    input:
        inputs("times"),
    output:
        "results/{trial}/adam/adtte.parquet",
    log:
        "results/{trial}/logs/adam/adtte.log",
    resources:
        mem_mb=memory("times"),
    params:
        spec=spec("times"),
        code=code("times"),
    shell:
        "trialstats step times {wildcards.trial} 2> {log}"


rule findings:
    """A findings dataset: scored, flagged, derived."""
    input:
        inputs("adam"),
    output:
        data="results/{trial}/adam/{name}.parquet",
        unscored="results/{trial}/adam/{name}.unscored.parquet",
    log:
        "results/{trial}/logs/adam/{name}.log",
    wildcard_constraints:
        name=any_of("datasets"),
    resources:
        mem_mb=memory("adam"),
    params:
        spec=spec("adam"),
        code=code("adam"),
    shell:
        "trialstats step adam {wildcards.trial} {wildcards.name} 2> {log}"


rule occurrences:
    """An occurrence dataset."""
    input:
        inputs("adam"),
    output:
        "results/{trial}/adam/{name}.parquet",
    log:
        "results/{trial}/logs/adam/{name}.log",
    wildcard_constraints:
        name=any_of("occurrences"),
    resources:
        mem_mb=memory("adam"),
    params:
        spec=spec("adam"),
        code=code("adam"),
    shell:
        "trialstats step adam {wildcards.trial} {wildcards.name} 2> {log}"
