.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON := .venv/bin/python
DATA ?= .storeyard
PYTEST := $(PYTHON) -m pytest
# What is given on the command line (PORT=…, KUBECONFIG=…) make hands on by itself; `export` would hand on empty ones.

.PHONY: $(shell grep -oE '^[a-z-]+:' Makefile | tr -d :)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: ## the whole product on this machine: PORT=8080 WORKERS=2 DATA=.storeyard KUBECONFIG=(a real cluster instead of the simulator)
	@scripts/python.sh local
	@scripts/dashboard.sh || echo "The page could not be built (see above); the API works without it."
	@exec $(PYTHON) -m services.local --data "$(DATA)"

token: ## print the token to sign in with
	@cat "$(DATA)/admin-token" 2>/dev/null || { echo "There is no token yet: make run makes one." >&2; exit 1; }

dev: ## everything that tests and linters need
	@scripts/python.sh dev

# Four processes on two cores: most of these tests wait for something real.
test: dev dashboard browser ## all that runs anywhere, in less than four minutes
	$(PYTEST) -n 4 --dist worksteal --durations=5 tests/unit tests/contract tests/integration tests/browser

# More processes than cores: the experiments wait for claims, restarts and deadlines most of the time.
test-failures: dev ## experiments with real processes that die, freeze, lie and forget (about ten minutes on two cores)
	$(PYTEST) -n 3 --dist worksteal --durations=10 tests/failures

proof: dev ## the same at full size with default timings, on a real API server too, and each guard taken away; writes docs/PROOF.md (an hour; PROOF=--quick for a look)
	$(PYTHON) -m tests.failures.proof $(PROOF)

test-cluster: dev ## the contract and the main job on a real Kubernetes API server (KUBECONFIG, or one made here)
	@scripts/test-cluster.sh

coverage: dev ## what of shared/ and services/ the tests run, their processes included, and each line that they do not
	@rm -rf .coverage
	$(PYTHON) -m coverage run -m pytest -n 4 --dist worksteal tests/unit tests/contract tests/integration
	@$(PYTHON) -m coverage combine --quiet
	@$(PYTHON) -m coverage report

lint: dev ## every checker
	@scripts/lint.sh

format: dev ## what tools can put right by themselves
	$(PYTHON) -m ruff check --fix services shared tests scripts
	$(PYTHON) -m ruff format services shared tests scripts

bench: dev ## measure on the simulator, write docs/performance/*.json and docs/PERFORMANCE.md (BENCH=--quick for a look)
	$(PYTHON) -m tests.bench throughput workers scale $(BENCH)

bench-cluster: dev ## the same against a real API server with kwok nodes (KUBECONFIG, or one made here)
	@scripts/bench-cluster.sh $(BENCH)

soak: dev ## twenty minutes of stores that come and go: does anything grow?
	$(PYTHON) -m tests.bench churn $(BENCH)

docs: dev ## docs/CONFIGURATION.md from the settings, dashboard/openapi.json from the routes
	PYTHONPATH=. $(PYTHON) scripts/configuration.py > docs/CONFIGURATION.md
	$(PYTHON) -m services.api.openapi > dashboard/openapi.json

lock: dev ## requirements/*.txt with hashes, from requirements/*.in
	@scripts/lock.sh

dashboard: ## build the page into dashboard/dist
	@scripts/dashboard.sh

browser: ## Chromium for the browser tests, where it can be had
	@scripts/browser.sh

image: ## the one image of all processes (needs docker or buildah)
	@scripts/image.sh

images: ## that one and those of the shops: WOOCOMMERCE_ZIP=… (deploy/images/*/README.md)
	@scripts/images.sh

cluster-up: ## a real etcd, API server, controllers and kwok in a network namespace of their own
	@scripts/cluster/up.sh

cluster-down: ## removes all of that, even after a crash
	@scripts/cluster/down.sh

clean: ## what was built here; the state in .storeyard stays
	rm -rf .venv dashboard/node_modules dashboard/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
