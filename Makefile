# The commands of the house. `make` alone prints them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

PYTHON ?= python3.11
VENV := .venv
RUN := $(VENV)/bin/python -m embedded run -- $(VENV)/bin/python
MANAGE := INSECURE_LOCAL=true $(VENV)/bin/python manage.py
PORT ?= 8000
# A line for each run of `make coverage`, the longest first: whichever process is free takes the next.
DOMAIN_TESTS := 'tests/pages' 'tests/races tests/permissions' 'tests/checkin tests/fairday' 'tests/imports tests/booking' \
  'tests/matching tests/badges tests/papers' 'tests/backend tests/web tests/worker' \
  'tests/kernel tests/accounts tests/directory tests/fairs tests/billing'
export PORT
unexport PYTHONDONTWRITEBYTECODE  # a house of processes starts faster from bytecode

# Nothing here is a file, except the two stamps below.
.PHONY: help setup demo hall test coverage check lint types layers drift bench lock vendor messages chromium base

help:  ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/dev.stamp  ## make .venv with everything for work on the code

demo: base  ## run the whole house with a sample fair until Ctrl-C (PORT=8000)
	@exec $(VENV)/bin/python -m embedded demo

hall: base  ## serve the gates at the venue (first: ARGS="--join https://fair.example CODE"; docs/runbook.md)
	@exec $(VENV)/bin/python -m embedded hall $(ARGS)

test: setup chromium  ## run every test, in random order, on servers of its own (ARGS="tests/badges -k qr")
	@$(MANAGE) messages compile
	$(VENV)/bin/python -m pytest -n 3 --dist worksteal $(ARGS)

coverage: setup  ## which branches of the domain floors no test takes; fails below 95 % of a floor
	@$(MANAGE) messages compile
	$(VENV)/bin/coverage erase
	printf '%s\n' $(DOMAIN_TESTS) | xargs -P 2 -L 1 $(VENV)/bin/coverage run --parallel-mode -m pytest -p no:xdist -p no:cacheprovider \
	  --deselect tests/imports/test_load_fair.py::test_both_samples_load_beside_each_other_quickly_and_again_without_change  # it measures, and would measure the tracer
	$(VENV)/bin/coverage combine -q
	$(VENV)/bin/coverage report --skip-covered --sort=cover
	@$(VENV)/bin/coverage json -q -o .coverage.json && $(VENV)/bin/python -m tests.branches 95 .coverage.json

check: setup lint types layers drift  ## lint, types, layers, migrations, schema and message drift

bench: setup  ## run the workloads of bench/ and print their figures as JSON
	$(VENV)/bin/python -m bench $(ARGS)

lock: setup  ## write requirements/*.txt anew from requirements/*.in
	@for name in base dev; do \
	  $(VENV)/bin/uv pip compile -q --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header \
	    $(ARGS) -o requirements/$$name.txt requirements/$$name.in || exit 1; \
	done

vendor: setup  ## fetch the pinned browser files into web/static/vendor and check their sums
	$(VENV)/bin/python -m web.vendor $(ARGS)
	$(VENV)/bin/python -m badges.fonts.build $(ARGS)

messages: setup  ## collect texts into the catalogues, say what lacks a translation, compile
	$(MANAGE) messages extract
	$(MANAGE) messages compile
	$(MANAGE) messages check

# --- the parts of check --------------------------------------------------------------------------------------------
lint: setup
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check

types: setup
	INSECURE_LOCAL=true $(VENV)/bin/mypy .

layers: setup
	$(VENV)/bin/lint-imports

drift: setup
	$(RUN) manage.py makemigrations --check --dry-run
	@$(MANAGE) messages check
	@fresh=$$(mktemp) && trap 'rm -f "$$fresh"' EXIT && \
	  $(MANAGE) spectacular --lang en --validate --fail-on-warn --file "$$fresh" && \
	  diff -u docs/api/openapi.yaml "$$fresh" || { echo "docs/api/openapi.yaml is not what the code says:" \
	  "$(VENV)/bin/python manage.py spectacular --lang en --file docs/api/openapi.yaml"; exit 1; }

# --- the environment: made once, brought up to date when a lock changes ---------------------------------------------
base: $(VENV)/base.stamp

$(VENV)/base.stamp: requirements/base.txt | $(VENV)/bin/python
	@$(call install,base)

$(VENV)/dev.stamp: requirements/dev.txt requirements/base.txt | $(VENV)/bin/python
	@$(call install,dev)
	@$(call sum,base) > $(VENV)/base.stamp  # dev.txt holds all of base.txt

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is needed: apt-get install python3 python3-venv (Debian 12), or PYTHON=…"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "If venv is missing: apt-get install python3-venv"; exit 1; }

# One installer at a time; the stamp holds the lock's sum, so a second start installs nothing.
sum = cat requirements/base.txt requirements/$(1).txt | sha256sum
define install
set -euo pipefail; exec 9>$(VENV)/install.lock; flock 9; \
if [ "$$(cat $(VENV)/$(1).stamp 2>/dev/null)" != "$$($(call sum,$(1)))" ]; then \
  echo "Installing requirements/$(1).txt …"; \
  $(VENV)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/$(1).txt; \
fi; \
$(call sum,$(1)) > $(VENV)/$(1).stamp
endef

chromium:
	@command -v chromium-headless-shell >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing Chromium for the browser tests …"; \
	  { apt-get -q -o DPkg::Lock::Timeout=300 update && \
	    DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends \
	      chromium-headless-shell; } >/dev/null || command -v chromium; \
	else \
	  command -v chromium >/dev/null || { \
	    echo "The browser tests need Chromium. Install it once: sudo apt-get install chromium-headless-shell"; exit 1; }; \
	fi
