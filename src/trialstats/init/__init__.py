"""A first trial file: what data files seem to hold, each guess with its evidence, each open question marked.

Data walk one way: `files` finds how a file is laid out and reads it; `columns` looks at what each column holds;
`people`, `arms`, `visits`, `covariates` and `events` settle what the columns are for, `wide` and `long` what is
measured in tables of either layout (`rows` numbers people whom nothing identifies, `once` sets apart what is told of
them at their first visit), `guess` all of them together; `draft` puts that into a tree of entries with comments, and
`page` writes it. Nothing of a person is shown but ranges, and codes that several share.
"""
