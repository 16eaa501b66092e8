# make run serves the dashboard, make test runs the tests; both make .venv first. `make help` lists the rest.
PORT   ?= 8501
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min(4, os.cpu_count() or 1))')

.DEFAULT_GOAL := help
.PHONY: help run test check bom audit format bench soak sample clean

help:            ## this list
	@grep -hE '^[a-z]+: .*##|^[a-z]+:  *##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ATGT needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-installed: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev-installed: requirements-dev.txt requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.run-installed

run: $(VENV)/.run-installed    ## serve the dashboard with the sample ward on 127.0.0.1 (PORT=8501)
	$(BIN)/python -m atgt serve --single-user --port $(PORT)

test: $(VENV)/.dev-installed   ## run the tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -q

check: $(VENV)/.dev-installed  ## style, types, import contracts, then the tests: what CI runs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(MAKE) bom audit
	$(MAKE) test

bom: $(VENV)/.dev-installed    ## bill of materials (CycloneDX) and licences, into dist/
	$(BIN)/python scripts/bill_of_materials.py

audit: $(VENV)/.dev-installed  ## known vulnerabilities of what is installed; says "NOT CHECKED" without the network
	$(BIN)/python scripts/audit_dependencies.py

format: $(VENV)/.dev-installed ## put the code in form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev-installed  ## measure, and write docs/performance.md
	$(BIN)/python benchmarks/run.py

soak: $(VENV)/.dev-installed   ## the long runs, and write docs/reliability.md
	$(BIN)/python scripts/soak.py

sample: $(VENV)/.run-installed ## make the invented sample ward again (the same bytes)
	$(BIN)/python data/sample/make_sample.py

clean:           ## remove the virtual environment and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
