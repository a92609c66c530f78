# The two commands of a new machine: `make compare` and `make test`. Needed: Python 3.11 or newer with venv, and make.

PYTHON ?= python3

# The main job. Started again with the same --out, `sagstal compare` continues where it stopped.
COMPARE_ARGUMENTS ?= status-quo fewer-cases outreach placement-practice all-together \
	-m ishoej --years 5 --replications 200 --out results/compare
# Tests run in this many processes, a file in one of them: more processes, more copies of the model to compile.
TEST_PROCESSES ?= 2
PYTEST_ARGUMENTS ?=
# words of file names (`NOTEBOOKS="01 02"`), or --words
NOTEBOOKS ?=
# `make lock LOCK_ARGUMENTS=--upgrade` takes the newest releases instead of keeping what is locked.
LOCK_ARGUMENTS ?=

BIN := .venv/bin
UV := $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-header $(LOCK_ARGUMENTS)

# Stamps lie inside .venv, so that removing it forgets them too.
UV_READY := .venv/ready-uv
CORE_READY := .venv/ready-core
ALL_READY := .venv/ready-all
# An environment with every extra holds the core at the same versions: nothing is installed twice.
RUN_READY := $(if $(wildcard $(ALL_READY)),$(ALL_READY),$(CORE_READY))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.SUFFIXES:
.PHONY: help venv compare test lint headline headline-quick notebooks lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

venv: $(ALL_READY) ## Make .venv with every extra and the tools for tests and quality

compare: $(RUN_READY) ## Run the main comparison of policies into results/compare (core dependencies only)
	$(BIN)/sagstal compare $(COMPARE_ARGUMENTS)

test: $(ALL_READY) ## Run the whole test suite
	$(BIN)/python -m pytest -n $(TEST_PROCESSES) --dist loadfile $(PYTEST_ARGUMENTS)

lint: $(ALL_READY) ## Check style, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

headline: $(RUN_READY) ## Run the headline study (24,900 runs, about half an hour on two idle cores) into results/headline
	$(BIN)/sagstal experiment headline --out results/headline-runs
	$(BIN)/python -m experiments.headline results/headline-runs results/headline

headline-quick: $(RUN_READY) ## A tenth of the headline study, in minutes, into results/headline-quick
	$(BIN)/sagstal experiment headline --replications 10 --out results/headline-quick-runs
	$(BIN)/python -m experiments.headline results/headline-quick-runs results/headline-quick

notebooks: $(ALL_READY) ## Run the notebooks and write each beside its text (NOTEBOOKS=--words: only take edited words over)
	$(BIN)/python -m experiments.notebooks $(NOTEBOOKS)

# The core is constrained by the full lock: a result must not depend on which of the two was installed.
lock: $(UV_READY) ## Write the locks anew from pyproject.toml
	$(COMPILE) pyproject.toml --all-extras --group build --group quality --output-file requirements-all.lock
	$(COMPILE) pyproject.toml --group build --constraint requirements-all.lock --output-file requirements-core.lock
	$(COMPILE) --group installer --output-file requirements-uv.lock
	@! grep -nE '://|^ *--(index|extra-index|find-links|trusted)' requirements-*.lock \
		|| { echo "a lock names a registry: remove the address" >&2; exit 1; }

clean: ## Remove .venv, caches and build files; results/ is kept
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist docs/_build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(UV_READY): requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "sagstal needs Python 3.11 or newer; '$(PYTHON)' is missing or older." >&2; \
		echo "Name another one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Making .venv ..." >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(CORE_READY): requirements-core.lock pyproject.toml $(UV_READY)
	@echo "Installing the core dependencies ..." >&2
	@$(INSTALL) --compile-bytecode --require-hashes -r $<
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(ALL_READY): requirements-all.lock pyproject.toml $(UV_READY)
	@echo "Installing all dependencies ..." >&2
	@$(INSTALL) --compile-bytecode --require-hashes -r $<
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@
