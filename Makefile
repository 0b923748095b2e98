# The two commands: `make run` starts the bot, `make test` proves it. Both install what is missing.

PYTHON ?= python3
VENV := .venv
PREFIX ?= /opt/nakshatra
BIN := $(VENV)/bin
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --constraint constraints.txt

# The machine's own certificates: behind a proxy the built-in ones are not enough.
export UV_SYSTEM_CERTS := true

# llama-cpp-python is built from source: portable instructions of 2013 and later, no extras.
export CMAKE_ARGS := -DGGML_NATIVE=OFF -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON -DGGML_BMI2=ON \
	-DLLAVA_BUILD=OFF -DMTMD_BUILD=OFF -DLLAMA_CURL=OFF

# Versions that worked together; the second carries Twilio's OpenAPI file.
PRISM := @stoplight/prism-cli@5.16.0 @twilio-alpha/mcp@0.7.0
JUDGED := tests/channels/test_sms_prism.py tests/server/v1/test_openapi.py tests/server/v1/test_openai_client.py tests/channels/whatsapp \
	tests/contracts/test_store_contract.py tests/stores/test_shared_database.py tests/stores/test_migrations.py \
	tests/durable/test_two_doors.py tests/durable/test_two_workers.py tests/test_forgotten_by_postgres.py

.PHONY: run test check format extras bench audit judges wheel install image clean help

run: $(VENV)/.run  ## install what is missing, start the bot, print the address of the web chat
	@$(BIN)/nakshatra run $(ARGS)

test: $(VENV)/.test  ## format, lint, types, floors, tests: what CI runs
	$(BIN)/ruff format --check bot tests
	$(BIN)/ruff check bot tests
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(BIN)/python tests/audit.py
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

check: test

format: $(VENV)/.test  ## let ruff put the code in order
	$(BIN)/ruff check --fix bot tests
	$(BIN)/ruff format bot tests

extras: $(VENV)/.run  ## add what needs a compiler or another licence: local LLM, Piper voices, sherpa-onnx, translation, Postgres
	$(UV) --editable '.[llm,piper,postgres,sherpa,translate]'

bench: $(VENV)/.run  ## measure this machine: the table of README
	$(BIN)/nakshatra bench

audit: $(VENV)/.test  ## look the pinned libraries up among known vulnerabilities; fails where no database is reached
	@$(BIN)/python tests/audit.py --strict

judges: $(VENV)/.test build/prism/.judges  ## the suites that others' programs judge: Prism, schemathesis, openai, pywa, PostgreSQL
	@test -n "$$NAKSHATRA_TEST_POSTGRES" || echo "PostgreSQL does not judge: NAKSHATRA_TEST_POSTGRES names no server"
	$(BIN)/python -m pytest -q $(JUDGED) $(ARGS)

build/prism/.judges:
	@command -v npm > /dev/null || { echo "npm is not here: install Node.js (apt-get install npm)"; exit 1; }
	@echo "Installing Prism and Twilio's OpenAPI file (once)"
	@npm install --silent --no-audit --no-fund --prefix build/prism $(PRISM)
	@touch $@

wheel: | $(BIN)/uv  ## the package with its data, in dist/
	@rm -rf dist
	@$(BIN)/uv build --quiet --wheel --python $(BIN)/python --out-dir dist

install: wheel  ## the wheel in a virtual environment of its own: make install PREFIX=/opt/nakshatra
	@$(PYTHON) -m venv $(PREFIX)
	@$(BIN)/uv pip install --quiet --python $(PREFIX)/bin/python --constraint constraints.txt dist/*.whl

image:  ## the container
	docker build --tag nakshatra .

clean:
	rm -rf $(VENV) build dist

help:
	@sed -n 's/^\([a-z]*\):.*##/\1\t/p' Makefile | expand -t 10

$(BIN)/uv:
	@echo "Making $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/uv
	@echo "Installing Nakshatra (once; wheels only)"
	@$(UV) --editable .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(BIN)/uv
	@echo "Installing the tests' tools (once; llama.cpp is compiled, about five minutes)"
	@$(UV) --editable '.[llm,piper]' --group dev
	@touch $@ $(VENV)/.run
