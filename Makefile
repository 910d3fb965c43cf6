# Two commands to remember: `make demo` and `make test`. `make check` is what CI runs.
PYTHON ?= python3
BIN := .venv/bin
PARALLEL := -n auto --dist loadfile
# What tries hh_mcp/hh: its own tests, and those that reach it through a door
TRIES_HH := tests/hh tests/cli/test_doctor.py tests/cli/test_doctor_site.py tests/cli/test_login.py \
	tests/console/test_console_another_key.py tests/journeys/test_worlds.py tests/tools/test_api_down.py \
	tests/tools/test_api_route.py tests/tools/test_first_day.py

.PHONY: demo test check lint types contracts covered others bench docs shapes bundle node-packages clean

demo: .venv/ready
	$(BIN)/hh-mcp demo --yes

test: .venv/ready
	$(BIN)/python -m pytest $(PARALLEL)

check: lint types contracts covered others

# Only what tries hh is measured (half a minute more); a tracer would slow the others, and some of them count time
covered: .venv/ready
	$(BIN)/coverage run -m pytest $(TRIES_HH)
	$(BIN)/coverage report
	$(BIN)/coverage json --quiet -o - | $(BIN)/python scripts/branches.py

others: .venv/ready
	$(BIN)/python -m pytest $(PARALLEL) $(addprefix --ignore=,$(TRIES_HH))

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready
	$(BIN)/pyright

contracts: .venv/ready
	$(BIN)/lint-imports

bench: .venv/ready
	$(BIN)/python benchmarks

docs: .venv/ready
	$(BIN)/python scripts/docs.py

# What hh.ru's pages look like, from the sandbox; see docs/site-report.md
shapes: .venv/ready
	$(BIN)/python scripts/shapes.py

bundle: .venv/ready
	$(BIN)/python scripts/bundle.py

# Programs in JavaScript that some tests run: the Inspector, the conformance suite, axe-core, the bridge of MCP Apps; without a lock file,
# which would name the registry's addresses
node-packages:
	npm install --prefix tests/conformance --no-package-lock --no-audit --no-fund --loglevel=error
	npm install --prefix tests/browser --no-package-lock --no-audit --no-fund --loglevel=error
	npm install --prefix tests/card --no-package-lock --no-audit --no-fund --loglevel=error

clean:
	rm -rf .venv dist build .ruff_cache .import_linter_cache .coverage

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@
