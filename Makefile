# The one door. On a fresh machine with Python 3.11 or newer and the package registries, nothing else is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 5000
# A machine that forbids compiled files would compile the whole house anew at each start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check bench long same fold lock pictures clean

help: ## what make can do here
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

run: $(VENV)/.runs node_modules/.installed ## serve on 127.0.0.1, with the demonstration county in an empty database
	@$(BIN)/flask --app wsgi serve --port $(PORT)

test: $(VENV)/.tests node_modules/.installed ## everything: format, lint, types, contracts, unit, integration, attacks, journeys, house
	@$(BIN)/python -m tests.everything

check: $(VENV)/.tests ## only what needs no database: format, lint, types, contracts
	@$(BIN)/python -m tests.everything --static

bench: $(VENV)/.tests node_modules/.installed ## ratios of the performance targets, on both databases
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench.county_sizes
	@$(BIN)/python -m tests.bench.nation
	@$(BIN)/python -m tests.bench.beside_statistics
	@$(BIN)/python -m tests.bench.what_if

long: $(VENV)/.tests node_modules/.installed ## everything on both databases, and what repeats itself in full
	@PATHWAYS_ROUNDS=full $(BIN)/python -m tests.everything

same: $(VENV)/.tests node_modules/.installed ## what BEFORE (a commit; else the last one) and this checkout answer otherwise, page by page
	@$(BIN)/python -m tests.same_pages $(or $(BEFORE),HEAD)

fold: $(VENV)/.tests node_modules/.installed ## until 0.2.0 goes out: the migrations there are become one, proved equal on both databases
	@$(BIN)/python -m tests.fold

pictures: $(VENV)/.tests node_modules/.installed ## the screenshots of the README
	@$(BIN)/python -m tests.journeys.pictures

lock: $(VENV)/.tests ## pin every requirement with its hashes
	@for each in requirements requirements-dev requirements-npm; do \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-strip-extras \
	    --no-emit-index-url $$each.in -o $$each.txt; done
	@npm install --package-lock-only --ignore-scripts --omit=peer

clean: ## forget what was installed and made here; the database in var/ stays
	rm -rf $(VENV) node_modules

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pathways needs Python 3.11 or newer")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the service needs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.tests: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing what building and testing need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.runs

# Where npm is missing, a wheel puts it into the virtual environment.
node_modules/.installed: package-lock.json requirements-npm.txt | $(VENV)/bin/python
	@echo "Installing the stylesheets ..."
	@command -v npm >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-npm.txt
	@PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent --ignore-scripts --omit=peer
	@touch $@
