# Every target makes what it needs itself; nothing has to be installed but Python 3.11+ and make.
PYTHON ?= python3
PORT ?= 5000
export PORT
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run run-cluster flask bench test lint format messages migrate requirements clean dev

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' Makefile

run: ## serve the demo town on http://127.0.0.1:$PORT (5000) and print the sign-in links
	@$(PYTHON) scripts/run.py

run-cluster: ## the same town on two processes behind nginx, with PostgreSQL and Redis
	@$(PYTHON) scripts/cluster.py

flask: ## run one command for that town; CMD="audit verify"
	@$(PYTHON) scripts/command.py '$(CMD)'

test: dev ## run every test; TEST="tests/rooms -k seat" runs some
	@$(BIN)/python scripts/test.py $(TEST)

bench: dev ## measure rooms and calendar pages; prints tables and keeps them under bench/results; ONLY=calendar or ONLY=rooms
	@ONLY='$(ONLY)' $(BIN)/python bench

lint: dev ## check style, types and who imports whom
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: dev ## put the code into the house style
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

messages: dev ## take new sentences into the catalogues and compile them; NEW=fi begins a language
	@$(BIN)/python scripts/messages.py update $(NEW)

migrate: dev ## write a migration for what changed in the models; NAME="seats of an occurrence"
	@$(BIN)/python scripts/migrate.py "$(NAME)"

requirements: dev ## pin what requirements*.in ask for, with hashes
	@$(BIN)/python scripts/requirements.py

clean: ## remove what was made: the environment, caches and compiled catalogues (the data in var/ stays)
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find app scripts tests migrations -name __pycache__ -type d -prune -exec rm -rf {} +
	@find app/translations -name '*.mo' -delete

dev:
	@$(PYTHON) scripts/environment.py dev
