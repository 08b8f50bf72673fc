# `make` lists the targets. Each one sets up what it needs by itself.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help install demo serve test prove pages check format strings golden lock clean

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
TOOLS := $(VENV)/.tools
PORT ?= 8000
# The order of the tests: the same everywhere, so that a failure can be had again. SEED=2 shuffles anew.
SEED ?= 1
# Debian's PostgreSQL of the oldest version that we run on.
OLDEST := /usr/lib/postgresql/15/bin
# The versions that the tests run on come first.
PYTHONS := python3.11 python3.12 python3.13 python3.14 python3 python
NEW_ENOUGH := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

help: ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

install: $(BIN)/suara ## Set up .venv from the locked requirements, or mend it; starts nothing
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $(RUNTIME)

demo: $(RUNTIME) ## Serve the demonstration on http://127.0.0.1:8000 (PORT=…)
	@exec $(BIN)/suara demo --port $(PORT)

serve: $(RUNTIME) ## Serve an installation of your own from ./data (PORT=…)
	@exec $(BIN)/suara serve --port $(PORT)

test: $(TOOLS) ## Everything: linters, types, arrows, then all tests
	@bash .ci/browser
	@failed=0; $(MAKE) --no-print-directory check || failed=1; \
	if [ -x $(OLDEST)/postgres ]; then \
	  echo "- the database tests on PostgreSQL 15"; \
	  $(BIN)/pytest -n 2 --randomly-seed=$(SEED) -m database --postgres=$(OLDEST) || failed=1; \
	else echo "- PostgreSQL 15 is absent (Debian: apt install postgresql-15): not tested on it"; fi; \
	echo "- all tests"; \
	$(BIN)/pytest -n 2 --randomly-seed=$(SEED) || failed=1; exit $$failed  # the last lines are pytest's own summary

prove: $(TOOLS) ## Attacks and faults in their long form; writes docs/assurance.md
	@bash .ci/browser
	$(BIN)/pytest tests -n 2 --randomly-seed=$(SEED) -m battery --long --assurance=docs/assurance.md

pages: $(TOOLS) ## Every page of both doors in every language, with pictures in screenshots/
	@bash .ci/browser
	EVERY_LANGUAGE=1 PICTURES=1 $(BIN)/pytest -n 2 --dist load tests/journeys/test_every_public_page.py \
	  tests/journeys/test_every_desk_page.py

check: $(TOOLS) ## Linters, types and arrows only
	@failed=0; for one in "ruff check ." "ruff format --check ." mypy lint-imports codespell; do \
	  echo "- $$one"; $(BIN)/$$one || failed=1; \
	done; exit $$failed

format: $(TOOLS) ## Let ruff format and repair what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

strings: $(TOOLS) ## Collect the texts for translators into locales/
	@$(BIN)/suara language strings

golden: $(TOOLS) ## Rewrite the golden files; look at the difference before you keep it
	GOLDEN=rewrite $(BIN)/pytest -n 2 -k golden

lock: $(TOOLS) ## Resolve the dependencies anew, with hashes
	$(BIN)/python -m pip install -q --disable-pip-version-check uv
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header pyproject.toml --group dev -o requirements-dev.txt

clean: ## Remove the environment and the caches, never data
	rm -rf $(VENV) .cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis

$(BIN)/python:
	@for one in $(PYTHONS); do \
	  if $$one -c '$(NEW_ENOUGH)' 2>/dev/null; then found=$$one; break; fi; \
	done; \
	if [ -z "$${found:-}" ]; then \
	  echo "Python 3.11 or newer with venv is needed (Debian: apt install python3-venv)." >&2; exit 1; \
	fi; \
	$$found -m venv $(VENV)

# A path file and a two-line command: nothing is built, and it works from every folder.
$(BIN)/suara: $(BIN)/python
	@$(BIN)/python -c 'import pathlib, sysconfig; pathlib.Path(sysconfig.get_path("purelib"), "suara.pth").write_text(str(pathlib.Path.cwd()) + "\n")'
	@printf '#!/bin/sh\nexec "%s" -m backend "$$@"\n' "$(CURDIR)/$(BIN)/python" > $@
	@chmod +x $@

$(RUNTIME): requirements.txt | $(BIN)/suara
	@echo "Installing the locked requirements (a minute, once) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(TOOLS): requirements-dev.txt | $(BIN)/suara
	@echo "Installing the locked requirements and tools (a minute, once) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@ $(RUNTIME)
