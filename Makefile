# Two commands to remember: `make demo` and `make test`. `make check` is what CI runs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check lint types contracts docs bundle node-packages clean

demo: .venv/ready
	$(BIN)/hh-mcp demo --yes

test: .venv/ready
	$(BIN)/python -m pytest

check: lint types contracts test

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

bundle: .venv/ready
	$(BIN)/python scripts/bundle.py

# Programs in JavaScript that some tests run: the Inspector, the conformance suite, axe-core; without a lock file,
# which would name the registry's addresses
node-packages:
	npm install --prefix tests/conformance --no-package-lock --no-audit --no-fund --loglevel=error
	npm install --prefix tests/browser --no-package-lock --no-audit --no-fund --loglevel=error

clean:
	rm -rf .venv dist build .ruff_cache .import_linter_cache

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@
