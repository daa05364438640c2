"""The workflow as it is run from the top of the clone; it stands in workflow/Snakefile, where catalogues look for it."""


include: "workflow/Snakefile"
