# One command for each thing people do here. ARGS="…" adds words:
#   make test ARGS="tests/cases -x"      make manage ARGS="create_administrator ADDRESS NAME"

PYTHON ?= python3
# `exec`, so that what is told to stop is Casefiles itself and not a shell around it.
BOOTSTRAP = @cd "$(CURDIR)" && exec $(PYTHON) -m scripts.bootstrap
THROWAWAY = -m casefiles.engines exec --throwaway --
VENV_PYTHON = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test check bench doctor manage secrets environment lock

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

run: ## Run Casefiles here; Ctrl-C stops it
	$(BOOTSTRAP) -- -m casefiles.engines run

# A file's tests stay together: some load a case once for all of them.
test: ## Run the tests on engines of their own, two files at a time; ARGS goes to pytest
	$(BOOTSTRAP) --dev -- $(THROWAWAY) $(VENV_PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: ## Lint, format, types, layers, templates, migrations, deployment settings
	$(BOOTSTRAP) --dev -- $(THROWAWAY) $(VENV_PYTHON) -m scripts.check

bench: ## Measure ratios; ARGS names the benches
	$(BOOTSTRAP) --dev -- $(THROWAWAY:--=--durable --) $(VENV_PYTHON) -m benchmarks $(ARGS)

doctor: ## Say whether this installation is fit, and what to do if not
	$(BOOTSTRAP) -- -m casefiles.engines exec -- $(VENV_PYTHON) manage.py doctor

manage: ## Run a Django command on the site of `make run`; ARGS is the command
	$(BOOTSTRAP) -- -m casefiles.engines exec -- $(VENV_PYTHON) manage.py $(ARGS)

secrets: ## Write the secrets of docker-compose.yml, once
	@cd "$(CURDIR)" && $(PYTHON) -m scripts.secrets

environment: ## Install what is needed for development, and nothing else
	$(BOOTSTRAP) --dev

COMPILE = .venv/tools/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate

lock: environment ## Write the lock files anew from pyproject.toml; ARGS=--upgrade takes newer versions
	@$(COMPILE) $(ARGS) pyproject.toml -o requirements.lock > /dev/null
	@$(COMPILE) $(ARGS) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock > /dev/null
	@$(COMPILE) $(ARGS) --group engines -o requirements-engines.lock > /dev/null
	@echo uv | $(COMPILE) $(ARGS) - -o scripts/uv.lock > /dev/null
