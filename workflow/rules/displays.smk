"""Estimates to figures and tables."""


rule figure:
    """One figure, and the numbers that it shows."""
    input:
        inputs("figure"),
    output:
        svg=report(
            "results/{trial}/figures/{name}.svg",
            caption="../report/figure.rst",
            category="{trial}",
            subcategory=section("figures"),
            labels=title("figures"),
        ),
        pdf="results/{trial}/figures/{name}.pdf",
        picture="results/{trial}/figures/{name}.png",
        numbers="results/{trial}/figures/{name}.csv",
        words="results/{trial}/figures/{name}.json",
    log:
        "results/{trial}/logs/figures/{name}.log",
    resources:
        mem_mb=memory("figure"),
    params:
        spec=spec("figure"),
        code=code("figure"),
    shell:
        "trialstats step figure {wildcards.trial} {wildcards.name} 2> {log}"


rule table:
    """One table: as a page, as a file of numbers, and as what is printed of it."""
    input:
        inputs("table"),
    output:
        page=report(
            "results/{trial}/tables/{name}.html",
            caption="../report/table.rst",
            category="{trial}",
            subcategory=section("tables"),
            labels=title("tables"),
        ),
        numbers="results/{trial}/tables/{name}.csv",
        words="results/{trial}/tables/{name}.json",
    log:
        "results/{trial}/logs/tables/{name}.log",
    resources:
        mem_mb=memory("table"),
    params:
        spec=spec("table"),
        code=code("table"),
    shell:
        "trialstats step table {wildcards.trial} {wildcards.name} 2> {log}"


rule listing:
    """One listing of subjects' data: as a page, as a file of values, and as what is printed of it."""
    input:
        inputs("listing"),
    output:
        page="results/{trial}/listings/{name}.html",
        numbers="results/{trial}/listings/{name}.csv",
        words="results/{trial}/listings/{name}.json",
    log:
        "results/{trial}/logs/listings/{name}.log",
    resources:
        mem_mb=memory("listing"),
    params:
        spec=spec("listing"),
        code=code("listing"),
    shell:
        "trialstats step listing {wildcards.trial} {wildcards.name} 2> {log}"


# Tables and listings on paper. Which files these are differs by trial, and so there are rules for each.
for trial, plan in PLANS.items():
    for step, paths in plan.printed().items():
        if not paths:
            continue

        rule:
            """All tables, or all listings: each as a document by itself, and all in one."""
            name:
                f"{step}_{trial}"
            input:
                inputs(step),
            output:
                patterns(paths, plan.layout),
            log:
                f"results/{{trial}}/logs/{step}.log",
            wildcard_constraints:
                trial=re.escape(trial),
            resources:
                mem_mb=memory(step),
            params:
                step=step,
                spec=spec(step),
                code=code(step),
            shell:
                "trialstats step {params.step} {wildcards.trial} 2> {log}"
