# The commands of the project; `make help` lists them. Every path is relative: the folder's name may hold spaces.
PYTHON ?= python3
VENV ?= .venv
RUN := $(VENV)/bin/python -m
# Newer servers ask for an exact botocore: theirs is not to be that of the tests.
SERVER := .venv-server
# What the library is compared with is nothing that it needs.
BENCH := benchmarks/.venv
export BOTO3_ASSIST_TEST_SERVER_PYTHON ?= $(SERVER)/bin/python
CODE := src tests tools $(wildcard examples benchmarks)
MEASURE = $(BENCH)/bin/python -m benchmarks $(if $(ROUNDS),--rounds '$(ROUNDS)') $(if $(ONLY),--only '$(ONLY)')

DEMO_VARIABLES := ENDPOINT TABLE PROFILE REGION MIN_POPULATION KEEP
# Given on the command line, and yet empty: the name of a shell's variable that is not set, most likely.
EMPTY := $(foreach name,$(DEMO_VARIABLES),$(if $(filter command,$(origin $(name))),$(if $(strip $($(name))),,$(name))))
ifneq ($(and $(filter demo,$(MAKECMDGOALS)),$(strip $(EMPTY))),)
$(error $(strip $(EMPTY)) was given without a value: give it one, or leave it out)
endif

.DELETE_ON_ERROR:
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help demo desk test format lint types layers security budgets unit coverage test-lowest bench bench-check bench-baseline clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/.installed ## Load and query the world's cities: [ENDPOINT=url] [TABLE=name] [PROFILE=name] [REGION=name] [MIN_POPULATION=number] [KEEP=1]
	@$(RUN) examples.world_cities $(if $(ENDPOINT),--endpoint '$(ENDPOINT)') $(if $(TABLE),--table '$(TABLE)') \
	    $(if $(PROFILE),--profile '$(PROFILE)') $(if $(REGION),--region '$(REGION)') \
	    $(if $(MIN_POPULATION),--min-population '$(MIN_POPULATION)') $(if $(KEEP),--keep)

desk: $(VENV)/.installed ## Run the order desk on this machine and make a tour of it: [SERVE=1] to go on serving
	@$(RUN) examples.order_desk $(if $(SERVE),--serve)

test: lint types layers security budgets coverage ## Run everything that must hold

format: $(VENV)/.installed ## Rewrite the code with black and isort
	@$(RUN) isort --quiet $(CODE)
	@$(RUN) black --quiet $(CODE)

lint: $(VENV)/.installed ## Check format, imports, docstrings, dead and outdated code
	@echo '== black'
	@$(RUN) black --check --quiet --diff $(CODE)
	@echo '== isort'
	@$(RUN) isort --check-only --diff $(CODE)
	@echo '== flake8'
	@$(RUN) flake8 $(CODE)
	@$(RUN) tools.docstrings $(filter-out tests,$(CODE))

types: $(VENV)/.installed ## Check the types
	@echo '== mypy'
	@$(RUN) mypy $(CODE)

layers: $(VENV)/.installed ## Check the direction of the imports
	@echo '== import-linter'
	@$(VENV)/bin/lint-imports --no-logo

security: $(VENV)/.installed ## Look for insecure code
	@echo '== bandit'
	@$(RUN) bandit --configfile pyproject.toml --recursive --quiet $(filter-out tests,$(CODE))

budgets: $(VENV)/.installed ## Check the sizes of files and functions, module names and import cycles
	@echo '== budgets'
	@$(RUN) tools.budgets

unit: $(VENV)/.installed $(SERVER)/.installed ## Run the unit tests alone
	@$(RUN) pytest tests/unit

coverage: $(VENV)/.installed $(SERVER)/.installed ## Run all tests and hold them to the branch coverage gate
	@echo '== tests'
	@$(RUN) coverage erase
	@$(RUN) coverage run -m pytest --numprocesses auto
	@echo '== coverage'
	@$(RUN) coverage combine --quiet
	@$(RUN) coverage report

test-lowest: .venv-lowest/.installed $(SERVER)/.installed ## Run the unit tests on the lowest versions that the package allows
	@echo '== unit tests on the lowest allowed versions'
	@.venv-lowest/bin/python -m pytest tests/unit

bench: $(BENCH)/.installed ## Compare the library's speed with that of boto3 and others: [ROUNDS=number] [ONLY=section,section]
	@$(MEASURE)

bench-check: $(BENCH)/.installed ## The same, and fail where a target is missed by more than 15 %: [ROUNDS=] [ONLY=]
	@$(MEASURE) --check

bench-baseline: $(BENCH)/.installed ## The same, and keep the figures as the baseline and in the guide: [ROUNDS=]
	@$(MEASURE) --write

clean: ## Remove the environments and what the tools leave behind
	rm -rf .venv .venv-ci .venv-lowest $(SERVER) $(BENCH) .coverage .coverage.* coverage.xml htmlcov .hypothesis .import_linter_cache .mypy_cache .pytest_cache

$(VENV)/.installed: pyproject.toml tools/environment.sh
	@PYTHON='$(PYTHON)' tools/environment.sh '$(VENV)' --editable '.[dev]'
	@touch $@

$(SERVER)/.installed: Makefile tools/environment.sh
	@PYTHON='$(PYTHON)' tools/environment.sh '$(SERVER)' 'ministack==1.5.33' 'cryptography>=41'
	@touch $@

$(BENCH)/.installed: pyproject.toml benchmarks/requirements.txt tools/environment.sh
	@PYTHON='$(PYTHON)' tools/environment.sh '$(BENCH)' --requirement benchmarks/requirements.txt --editable '.[fast]'
	@touch $@

.venv-lowest/.installed: pyproject.toml tools/environment.sh
	@rm -rf .venv-lowest
	@PYTHON='$(PYTHON)' tools/environment.sh .venv-lowest uv
	@.venv-lowest/bin/python -m uv pip install --quiet --python .venv-lowest --resolution lowest-direct --editable '.[dev]' botocore
	@touch $@
