# The project's own commands; README.md says what each is for.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
# Tests start many processes, each of which would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run test test-live test-live-shop setup check quick still rules format translations docs bench simulate pins audit

help:
	@echo "make run     set up, play the main job on this machine, keep the desk open in the browser"
	@echo "make test    set up, then all checks and tests"
	@echo "make check   the checks and tests without the set-up"
	@echo "make quick   the checks, and the tests of the rooms that have changed"
	@echo "make test-live SPREADSHEET=...  what the Google stand-in promises, tried on an empty spreadsheet of yours;"
	@echo "             BY_HAND=1 also asks what you have to do something for, RACES=1000 is how often the fence is raced for"
	@echo "make test-live-shop  what the shops' stand-ins promise, tried on a development store; BY_HAND=1 as above"
	@echo "make bench   measure; docs/performance.md says what came of it"
	@echo "make simulate SEED=1 ACTIONS=500  one seeded run of the engine with every fault and a busy owner"
	@echo "make audit   compare the pinned packages with known advisories; says so when it cannot reach the database"
	@echo "make format  put the code into the house's format"
	@echo "make docs    write the tables of docs/sheet.md from the description of the tabs"
	@echo "make translations  bring locales/ up to date with the words in the code and the templates"

run: setup
	@$(BIN)/python -m sandbox

test: setup
	@$(MAKE) --no-print-directory check

SPREADSHEET ?=
RACES ?= 1000
BY_HAND ?=
test-live: setup
	@$(BIN)/python -m tests.live "$(SPREADSHEET)" --races $(RACES) $(if $(BY_HAND),--by-hand)

test-live-shop: setup
	@$(BIN)/python -m tests.live.shops $(if $(BY_HAND),--by-hand)

setup: $(VENV)/.made

$(VENV)/.made: requirements.txt requirements-dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install Python 3.11 or newer, then run this again."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$$($(PYTHON) --version) is too old: install Python 3.11 or newer, or name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "The virtual environment could not be made: install Python's venv module."; exit 1; }
	@echo "Installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt || \
		{ echo "The packages could not be installed: is there a network, and room on the disk?"; exit 1; }
	@touch $@

check:
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target still rules
	@$(BIN)/pytest --numprocesses=4 --dist=worksteal --ignore=tests/loyalty

# Format, lint and types of everything, and the tests of what has changed.
quick:
	@$(MAKE) --no-print-directory still
	@$(BIN)/python -m tests.quick

# What is said of the code without running it.
still:
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# The rules' own examples reach every branch of them.
rules:
	@$(BIN)/pytest --numprocesses=2 --cov --cov-report= tests/loyalty

format:
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

translations: setup
	@$(BIN)/python -m commands.translations

# The tables of docs/sheet.md, from the description of the tabs.
docs: setup
	@$(BIN)/python -m commands.sheet.describe

bench: setup
	@$(BIN)/python -m benchmarks

SEED ?= 1
ACTIONS ?= 500
INSTANCES ?= 3
PEOPLE ?= 40
MEMBERS ?= 0
RUSH ?= 1
GESTURES ?=
simulate: setup
	@$(BIN)/python -m tests.simulation $(if $(BESIDE),--beside-0-1-0) $(if $(PROOF),--proof) $(if $(SIGNS),--signs) $(if $(CODES),--codes $(CODES)) --seed $(SEED) --actions $(ACTIONS) --instances $(INSTANCES) \
		--people $(PEOPLE) --members $(MEMBERS) --rush $(RUSH) $(addprefix --gesture ,$(GESTURES))

# What is publicly known against the pinned packages. make itself ends with 2 in either case, and names the script's own
# status: 1 when something is known, 3 when the database could not be reached.
audit: setup
	@$(BIN)/python -m tests.audit

# After a change to a requirements*.in file. With the hashes of all files that PyPI has of a version: any kind of machine
# can install it, and no other file is taken for it. Extras are kept because pip, when it looks at hashes, wants each name
# pinned as it is asked for.
pins:
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-strip-extras --generate-hashes requirements.in -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-strip-extras --generate-hashes requirements-dev.in -o requirements-dev.txt
