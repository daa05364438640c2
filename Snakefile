"""The workflow as it is run from the top of the clone; it stands in workflow/Snakefile, where catalogues look for it."""


include: "workflow/Snakefile"


# Of a file that is included Snakemake takes no rule as the one that is meant where none is named.
rule whole:
    default_target: True
    input:
        rules.all.input,
