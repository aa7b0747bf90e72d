# Everything a stranger needs: `make run` and `make test` set up what they use.
PYTHON ?= python3
PORT ?= 8000
DATA ?= ../shared/data
VENV := .venv
BENCH := .venv-bench
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# --no-header and no index options: the pins name no registry.
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
CATALOGS := $(wildcard translations/*/LC_MESSAGES/messages.po)

.PHONY: help run test check bench bench-themes bench-submit bench-attack bench-flood bench-offline bench-xlsform fuzz-logic pins pins-bench messages catalogs clean
.DELETE_ON_ERROR:

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | \
		while IFS="$$(printf '\t')" read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

run: $(VENV)/run.stamp catalogs ## Serve the app with a demo engagement (PORT=8000)
	@env -u DATABASE_URL INSTANCE=instance/demo COMMUNITY_VOICE_HTTP=1 \
		$(BIN)/flask --app wsgi demo --port $(PORT)

test: $(VENV)/dev.stamp catalogs ## Run the tests (TEST_DATABASE_URL for PostgreSQL)
	@$(BIN)/python -m pytest -n 2 --dist loadfile -rs $(PYTEST)

check: $(VENV)/dev.stamp catalogs ## Lint, types, templates, imports, catalogs, migrations, packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint community_voice/templates --lint --quiet
	$(BIN)/lint-imports --no-logo
	$(BIN)/python translations/check.py
	$(BIN)/python translations/extract_templates.py --check
	@rm -rf instance/check && mkdir -p instance/check
	env -u DATABASE_URL INSTANCE=instance/check $(BIN)/flask --app wsgi check-migrations
	@rm -rf instance/check
	$(BIN)/python -m pip check

bench: bench-submit bench-attack bench-flood bench-offline bench-xlsform bench-themes ## Run every benchmark

# Each says by its exit status whether its promises hold; all of them run.
THEME_BENCHES := bench_encoders bench_themes bench_coding bench_fragility bench_language \
	bench_distribute
bench-themes: $(VENV)/dev.stamp $(BENCH)/bench.stamp ## Themes and coding against people, BERTopic and promises (DATA=...)
	@failed=; for bench in $(THEME_BENCHES); do \
		echo "== $$bench"; $(BIN)/python -m tests.benchmarks.$$bench --data $(DATA) || failed="$$failed $$bench"; done; \
	echo "== bench_bertopic"; $(BIN)/python -m tests.benchmarks.bench_bertopic --data $(DATA) \
		--python $(BENCH)/bin/python || failed="$$failed bench_bertopic"; \
	[ -z "$$failed" ] || { echo "promises broken in:$$failed"; exit 1; }

bench-submit: $(VENV)/dev.stamp catalogs ## Submissions a second, and none lost or doubled by kill -9
	@env -u DATABASE_URL $(BIN)/python tests/benchmarks/bench_submit.py

bench-flood: $(VENV)/dev.stamp catalogs ## A flood of near-copies beside fifty people behind one address
	@env -u DATABASE_URL $(BIN)/python -m tests.benchmarks.bench_flood

bench-offline: $(VENV)/dev.stamp catalogs ## Hundreds of entries on a device under kills and lost answers
	@$(BIN)/python -m tests.benchmarks.stress_offline

bench-attack: $(VENV)/dev.stamp ## Attack the hidden cells of many random releases
	@$(BIN)/python -m tests.benchmarks.attack_disclosure

bench-xlsform: $(VENV)/dev.stamp ## A thousand rows of XLSForm beside pyxform's own reading
	@$(BIN)/python -m tests.benchmarks.bench_xlsform

fuzz-logic: $(VENV)/dev.stamp catalogs ## Generated rules, by the server and by the page
	@$(BIN)/python -m tests.benchmarks.fuzz_logic

catalogs: $(VENV)/run.stamp ## Compile the translation catalogs
	@if [ -n "$(CATALOGS)" ]; then $(BIN)/pybabel --quiet compile -d translations; fi

messages: $(VENV)/dev.stamp ## Extract strings and bring every catalog up to date
	$(BIN)/python translations/extract_templates.py
	$(BIN)/python translations/check.py --update

pins: $(VENV)/dev.stamp ## Make the hashed pins anew from the ranges in pyproject.toml
	$(COMPILE) --upgrade -o requirements/build.txt requirements/build.in
	$(COMPILE) --upgrade -o requirements/run.txt pyproject.toml
	$(COMPILE) --upgrade --extra dev -c requirements/run.txt -o requirements/dev.txt pyproject.toml

pins-bench: $(VENV)/dev.stamp ## Make the pins of the benchmark's environment anew
	$(filter-out --allow-unsafe,$(COMPILE)) --upgrade --unsafe-package setuptools --unsafe-package torch \
		-o requirements/bench.txt requirements/bench.in
	@# What some builds of torch bring is none of ours.
	$(BIN)/python -c 'import re, pathlib; p = pathlib.Path("requirements/bench.txt"); \
		p.write_text("".join(b for b in re.split(r"(?m)^(?=[a-z])", p.read_text()) \
		if not re.match("cuda-|nvidia-|triton", b)))'

# torch's build depends on the machine, so it alone is not pinned by hash; its own libraries
# (nvidia and so on) come with the builds that need them.
$(BENCH)/bench.stamp: requirements/bench.txt
	@echo "Making the benchmark's environment (some minutes) ..."
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install torch==2.13.0
	@$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps -r $<
	@touch $@

clean: ## Remove the environment and the demo (asks nothing: both are made again)
	rm -rf $(VENV) $(BENCH) instance/demo instance/check

# One clear line for what a bare machine may lack.
$(VENV)/made.stamp:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: install Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing: install python3-venv (Debian, Ubuntu: apt install python3-venv)."; exit 1; }
	@echo "Making the environment (a few minutes the first time) ..."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: $(VENV)/made.stamp requirements/build.txt requirements/run.txt pyproject.toml
	@$(PIP) install --require-hashes -r requirements/build.txt
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
