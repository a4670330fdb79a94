# `make` alone explains itself. Needs Python 3.11 or later, git and make; the rest it fetches into this folder.
# Package indexes are those that uv, pip and npm are set to; no file here names one.
SHELL := /bin/bash -euo pipefail
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

VENV := .venv
STAMPS := $(VENV)/.done
BIN := $(VENV)/bin
PY := $(BIN)/python
# The first Python on PATH that is new enough; `make setup PYTHON=…` chooses another.
PYTHON ?= $(shell for each in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
# uv from PATH, else our own copy in .tools.
UV := $(shell command -v uv 2>/dev/null || echo $(CURDIR)/.tools/bin/uv)
CATALOGUES := $(shell find src -name '*.po')
SITE := $(wildcard src/stemdag/publish/assets/*.js)
OFFICE := $(wildcard src/stemdag/server/static_src/*)
# Its folders too: a module that was taken away leaves no newer file behind.
APP := $(wildcard src/stemdag/capture/static/capture/*.css) $(shell find src/stemdag/capture/static/capture/app)
JOBS ?= 2
PROVINCE ?= 05_Flevoland
ARGS ?=

# The machine's own trust store, as behind an office's proxy.
export UV_SYSTEM_CERTS ?= 1
export NODE_USE_SYSTEM_CA ?= 1
export UV_PYTHON_DOWNLOADS ?= never
unexport VIRTUAL_ENV PYTHONPATH DJANGO_SETTINGS_MODULE
# Tests and a rehearsal start some hundred processes; each would compile all that it imports anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## This list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(STAMPS)/package $(STAMPS)/assets $(STAMPS)/site $(STAMPS)/font $(STAMPS)/app $(STAMPS)/catalogues ## Everything that running needs: Python packages, assets, languages
	@:

.PHONY: demo
demo: setup ## A whole election day, played on this machine; ARGS="--headless --speed max" and others pass on
	$(BIN)/stemdag demo $(ARGS)

.PHONY: test
test: lint test-sqlite test-postgresql ## Every check and every test, on SQLite and on PostgreSQL; .ci/run calls this

.PHONY: lint
lint: setup ## Style, types, and which room may import which
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/mypy scripts
	$(BIN)/lint-imports --no-logo

.PHONY: province
province: setup browser ## A province of 2022 through the real doors, every number of its files on the site; PROVINCE=10_Zeeland chooses
	PROVINCE=$(PROVINCE) $(BIN)/pytest -n 0 -s tests/rehearsal/whole_province.py $(ARGS)

.PHONY: test-sqlite
test-sqlite: setup browser ## All tests, on SQLite; ARGS="-k name" chooses
	$(BIN)/pytest -n $(JOBS) --dist worksteal $(ARGS)

.PHONY: test-postgresql
test-postgresql: setup ## The tests that use the database, on a PostgreSQL from a wheel; what a browser shows does not depend on it
	STEMDAG_TEST_DATABASE=postgresql $(BIN)/pytest -n $(JOBS) --dist worksteal -m "store and not browser and not once" $(ARGS)

.PHONY: soak
soak: setup browser ## The long runs of which `make test` has a short version: forty days under embargo, every incident with processes, all of 2022 by the app
	STEMDAG_TEST_LONG=1 $(BIN)/pytest -n $(JOBS) tests/embargo/test_nothing_interferes.py tests/rehearsal/test_demo.py tests/capture/test_device_checks.py $(ARGS)

.PHONY: browser
browser: $(STAMPS)/package ## A browser to test with: yours, the system's, or a download
	@$(PY) scripts/browser.py

.PHONY: bench
bench: setup ## The measures, beside their peers; ARGS="read-eml --json bench.json"
	$(BIN)/stemdag bench $(ARGS)

.PHONY: pictures
pictures: setup browser ## The screens of a rehearsed day, photographed into docs/pictures; FOLDER=… for all of them
	$(PY) scripts/pictures.py $(FOLDER)
	$(PY) scripts/site_pictures.py $(if $(FOLDER),$(FOLDER)/site)

.PHONY: format
format: setup ## Put the code in its usual form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: lock
lock: $(UV) ## Choose versions anew, with hashes, without addresses; KEEP=1 only adds what is missing
	$(UV) pip compile $(LOCKING) pyproject.toml --output-file requirements/run.txt
	$(UV) pip compile $(LOCKING) pyproject.toml --group dev --constraint requirements/run.txt --output-file requirements/dev.txt
LOCKING := --quiet $(if $(KEEP),,--upgrade) --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links

.PHONY: wheel
wheel: setup ## The package, with assets and languages inside, in dist/
	$(PY) -m hatchling build -t wheel

.PHONY: clean
clean: ## Remove all that was made here, but not var/ (the home of `stemdag up`)
	rm -rf $(VENV) .tools node_modules dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf src/stemdag/server/static src/stemdag/capture/static/capture/lib src/stemdag/capture/static/capture/built
	find src -name '*.mo' -delete

# Each stamp says that a step was done since its input last changed, so a second run is quick.

$(CURDIR)/.tools/bin/uv:
	@echo "uv is not on PATH: installing it into .tools"
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or later on PATH; install one, or say which: make setup PYTHON=…"; exit 2; }
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --target .tools uv

$(STAMPS)/python: requirements/dev.txt | $(UV)
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or later on PATH; install one, or say which: make setup PYTHON=…"; exit 2; }
	@echo "Python packages, by hash, into $(VENV)"
	@test -x $(PY) || $(UV) venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV)
	@$(UV) pip sync --quiet --python $(PY) --require-hashes requirements/dev.txt
	@rm -rf $(STAMPS) && mkdir -p $(STAMPS) && touch $@

$(STAMPS)/package: pyproject.toml $(STAMPS)/python
	@$(UV) pip install --quiet --python $(PY) --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/npm: package.json package-lock.json .npmrc $(STAMPS)/python
	@echo "Style sheets, the font and axe from npm, into node_modules"
	@$(PY) scripts/npm.py ci --silent
	@touch $@

$(STAMPS)/assets: scripts/assets.py scripts/npm.py $(OFFICE) $(STAMPS)/npm
	@$(PY) scripts/assets.py
	@touch $@

$(STAMPS)/app: scripts/app.py scripts/esbuild.py scripts/assets.py scripts/npm.py $(APP) $(STAMPS)/npm
	@$(PY) scripts/app.py
	@touch $@

$(STAMPS)/site: scripts/site.py scripts/esbuild.py scripts/npm.py $(SITE) $(STAMPS)/npm
	@$(PY) scripts/site.py
	@touch $@

$(STAMPS)/font: scripts/font.py $(STAMPS)/npm
	@$(PY) scripts/font.py
	@touch $@

$(STAMPS)/catalogues: scripts/catalogues.py $(CATALOGUES) $(STAMPS)/python
	@$(PY) scripts/catalogues.py
	@touch $@
