# 办成 Bancheng. `make run` and `make test` are all you need; everything else is in `make help`.
SHELL := /bin/sh
PYTHON ?= python3
PY := .venv/bin/python
BANCHENG := $(PY) -m bancheng.config.console
DATA ?= $(CURDIR)/.data
PORT ?= 8000
WORKERS ?= 2
SEED := $(or $(SEED),$(shell date +%j%H%M%S))
export BANCHENG_DATA = $(abspath $(DATA))
export PORT
export PYTHONPATH = $(CURDIR)
RACES = tests/cases/test_joins.py tests/cases/test_parallel_submission.py tests/cases/test_ends_at_one_instant.py \
	tests/kernel/test_numbers.py tests/kernel/test_idempotency.py tests/workbench/test_two_officers.py
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run setup test check fix bench chaos screenshots reset

help: ## this list
	@echo "make …"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 12
	@echo "PORT=8000 and DATA=.data may be given to each, WORKERS=2 to test."

run: setup ## start the demo city: http://127.0.0.1:8000 (Ctrl-C stops everything)
	@exec $(BANCHENG) run

setup: ## install what is needed, nothing more
	@$(PYTHON) tools/setup.py

test: ## everything that has to hold: checks, tests, browser and process tests
	@$(PYTHON) tools/setup.py --tests
	@$(MAKE) check
	@$(PY) -m pytest -n $(WORKERS) --dist loadgroup

check: setup ## formatting, types, layers, templates, generated documents
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-cache
	@.venv/bin/djlint bancheng --lint --quiet
	@$(BANCHENG) docs --check

fix: setup ## format, sort imports, write the generated documents
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format --quiet .
	@$(BANCHENG) docs

bench: setup ## measure what the README says (takes minutes)
	@$(PY) -m bench

chaos: setup ## kill -9 of everything while 500 applications run; a fault at every step (≤ 20 minutes; SEED=…)
	@$(PYTHON) tools/setup.py --tests
	@echo "SEED=$(SEED)"
	@BANCHENG_TEST_SEED=$(SEED) BANCHENG_TEST_STORM=500 BANCHENG_TEST_FAULTS=15 BANCHENG_TEST_WALKS=30 \
		$(PY) -m pytest -n 2 --dist loadgroup -p no:randomly -s tests/chaos tests/journeys/test_a_way_on.py $(RACES)

screenshots: setup ## photograph every page in every look into test-artifacts/screens (LOOKS=390-light,1440-dark: only these)
	@$(PYTHON) tools/setup.py --tests
	@BANCHENG_SCREENS="$(CURDIR)/test-artifacts/screens" BANCHENG_SCREENS_LOOKS="$(LOOKS)" \
		$(PY) -m pytest -n 2 --dist loadgroup -p no:randomly tests/screens tests/looks/test_public.py tests/looks/test_desk.py tests/looks/test_designer.py

reset: ## forget the demo city: database, uploads, keys (asks nothing; never touches DATABASE_URL)
	@if [ -x $(PY) ]; then $(BANCHENG) reset; else rm -rf "$(BANCHENG_DATA)"; fi
