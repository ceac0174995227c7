# Every target sets up .venv by itself; nothing but Python 3.11, pip and venv is needed on the machine.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
SQLFLUFF := .tools/sqlfluff/bin/sqlfluff

.PHONY: help setup run test test-browser check dev dashboard bench bench-loops bench-engine bench-parity bench-ledger bench-kills bench-screens docs clean lock

help: ## Say what the targets do
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: $(READY) ## Set up .venv from the lock file, and parse the dbt project

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed; $(PYTHON) is older. Try: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	$(BIN)/planwise doctor --prepare >&2
	@touch $@

run: $(READY) ## Run the main job on the default census and show the summary
	$(BIN)/python -m orchestrator.main_job

test: $(READY) ## Run the tests, but for those in a browser
	$(BIN)/python -m pytest --ignore tests/browser --numprocesses auto --dist loadfile --no-loadscope-reorder

test-browser: $(READY) ## Test the screens and the Dagster UI in a real Chromium (Debian's package)
	.ci/install_chromium
	$(BIN)/python -m pytest tests/browser

check: $(READY) $(SQLFLUFF) ## Format, types, imports, SQL style, definitions
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(SQLFLUFF) lint --processes 2 dbt/models dbt/tests
	$(BIN)/dagster definitions validate

$(SQLFLUFF): requirements-sqlfluff.txt
	$(PYTHON) -m venv .tools/sqlfluff
	.tools/sqlfluff/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-sqlfluff.txt
	@touch $@

dev: $(READY) ## Serve the Dagster UI on 127.0.0.1:3000
	$(BIN)/python -m orchestrator.dev

dashboard: $(READY) ## Serve the analyst's app on 127.0.0.1:8501
	$(BIN)/streamlit run streamlit_dashboard/compensation_tuning.py --server.address 127.0.0.1 --server.port 8501

bench: $(READY) ## Measure, and print ratios to a reference; WORKS="one_candidate scaling" for some
	$(BIN)/python -m benchmarks $(WORKS)

bench-loops: $(READY) ## Ask random questions of every mode of the target loop
	$(BIN)/python -m benchmarks.target_loops

bench-engine: $(READY) ## Compare the methods of the engine, and the engine with brute force
	$(BIN)/python -m benchmarks.engine

bench-parity: $(READY) ## Compare official runs, batches and the plain-Python model on new random problems
	PLANWISE_PARITY_PROBLEMS=60 $(BIN)/python -m pytest --capture=no tests/simulation/test_the_simulation_equals_the_reference_model.py

bench-ledger: $(READY) ## Let 8 processes write to one ledger for 30 s, on SQLite and beside a PostgreSQL server of its own
	.ci/with_postgresql $(BIN)/python -m benchmarks.ledger_writers

bench-kills: $(READY) ## Kill processes 20 times at every step of applying and rolling back, and see that all agrees
	PLANWISE_KILL_ROUNDS=20 .ci/with_postgresql $(BIN)/python -m pytest --capture=no tests/governance/test_lever_writes_killed.py

bench-screens: $(READY) ## Let 10 analysts move sliders for 2 minutes, one of them in a browser, beside an official run
	$(BIN)/python -m benchmarks.screens

docs: $(READY) ## Build the documentation site
	$(BIN)/mkdocs build --strict

clean: ## Remove what was installed and what caches wrote; var/ with census and history stays
	rm -rf .venv .tools site *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

lock: $(READY) ## Renew requirements.txt from pyproject.toml
	$(BIN)/pip-compile --quiet --no-header --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
		--extra dev --extra dashboard --extra pareto --extra postgresql --extra docs --constraint constraints.txt --output-file requirements.txt pyproject.toml
