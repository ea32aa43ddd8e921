# The two commands: `make run` and `make test`. `make help` lists all.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run staff test test-all lint test-sqlite test-postgresql test-browser format relevance icons bench drill drill-many sbom test-next clean
export PYTHONUNBUFFERED := 1
# Modules are compiled once: the suite starts some thousand processes.
unexport PYTHONDONTWRITEBYTECODE

PYTHON := .venv/bin/python
# uv from the PATH, else a copy of our own in an ignored folder.
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
PYTHON3 := $(shell command -v python3 || echo python3)
ARGS ?=
SBOM ?= var/sbom.cdx.json

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*##/  make \1 \t/p' Makefile | expand -t 26

run: .venv/ready  ## serve the library at http://127.0.0.1:8000 (HOST, PORT)
	@exec $(PYTHON) manage.py serve

staff: .venv/ready  ## make a staff account
	@$(PYTHON) manage.py migrate -v 0
	@$(PYTHON) manage.py createsuperuser

test: lint test-sqlite test-postgresql test-browser  ## lint, the suite on both databases, the browser
	@echo; echo "All is well."

test-all:  ## the same with what is slow, and all of it on PostgreSQL: before a release
	@$(MAKE) --no-print-directory test ARGS='-m ""'

lint: .venv/ready  ## style, format, missing migrations
	@echo "== Lint, format, migrations"
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m djhtml --tabwidth 2 --check templates
	@$(PYTHON) manage.py makemigrations --check --dry-run

test-sqlite: .venv/ready  ## the suite on SQLite (ARGS="tests/icpr -x")
	@echo "== The suite on SQLite"
	@env -u DATABASE_URL $(PYTHON) -m pytest -m "not slow" -n auto --dist loadfile $(ARGS)

test-postgresql: .venv/ready  ## what meets the database, on PostgreSQL (TEST_DATABASE_URL, else a scratch server)
	@echo "== The suite on PostgreSQL"
	@$(PYTHON) -m tests.postgresql pytest -m "database and not slow" -n auto --dist loadfile $(ARGS)

test-browser: .venv/ready  ## the suite in Chromium
	@echo "== The suite in Chromium"
	@env -u DATABASE_URL $(PYTHON) -m pytest tests/browser -m "not slow" -n auto --dist worksteal $(ARGS)

test-next: .venv/ready  ## the suite on the newest Django and Python (ARGS=smoke for two minutes of it)
	@env -u DATABASE_URL $(PYTHON) -m tests.next "$(UV)" $(ARGS)

format: .venv/ready  ## put the code in order
	@$(PYTHON) -m ruff check --fix
	@$(PYTHON) -m ruff format
	@$(PYTHON) -m djhtml --tabwidth 2 templates

relevance: .venv/ready  ## measure how well searches are answered, on both databases
	@$(PYTHON) -m tests.relevance $(ARGS)

icons: .venv/ready  ## draw the PNG icons and the pictures of links and of the editors' guide, in Chromium
	@$(PYTHON) -m tests.browser.icons
	@$(PYTHON) -m tests.browser.pictures
	@$(PYTHON) -m tests.browser.guide_pictures

drill: .venv/ready  ## kill what may die while people read and write (ARGS="server_killed --write")
	@$(PYTHON) -m tests.drills $(ARGS)

drill-many: .venv/ready  ## browser journeys against many machines: PgBouncer, a replica, Redis, S3 (ARGS)
	@$(PYTHON) -m tests.drills.journeys $(ARGS)

bench: .venv/ready  ## measure speed and memory
	@$(PYTHON) -m tests.bench $(ARGS)

sbom: | $(UV)  ## write what a release is made of, every package with version and digests (CycloneDX), to SBOM
	@mkdir -p $(dir $(SBOM))
	@$(UV) export --quiet --format cyclonedx1.5 --frozen --no-dev --all-extras --output-file $(SBOM)
	@echo "$(SBOM)"

clean:  ## remove what was made here, but never var/ with its database
	rm -rf .venv .tools .pytest_cache .ruff_cache .hypothesis

.venv/ready: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --frozen --quiet
	@touch $@

.tools/bin/uv:
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; python3 is " + sys.version.split()[0])'
	@echo "Fetching uv into .tools/"
	@$(PYTHON3) -m venv .tools || { echo "python3 cannot make an environment: install python3-venv, or put uv on the PATH"; exit 1; }
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check uv
