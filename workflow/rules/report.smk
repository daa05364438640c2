"""The report, and the manifest of everything."""


rule report:
    """One self-contained page, and the paragraphs for a paper."""
    input:
        inputs("report"),
    output:
        report(
            "results/{trial}/report.html",
            caption="../report/report.rst",
            category="{trial}",
            labels={"title": "Report"},
        ),
        "results/{trial}/manuscript.md",
    log:
        "results/{trial}/logs/report.log",
    resources:
        mem_mb=memory("report"),
    params:
        spec=spec("report"),
        code=code("report"),
    shell:
        "trialstats step report {wildcards.trial} 2> {log}"


rule manifest:
    """Inputs, code, versions and outputs by their digests."""
    input:
        inputs("manifest"),
    output:
        "results/{trial}/manifest.json",
    log:
        "results/{trial}/logs/manifest.log",
    resources:
        mem_mb=memory("manifest"),
    params:
        spec=spec("manifest"),
        code=code("manifest"),
    shell:
        "trialstats step manifest {wildcards.trial} 2> {log}"
