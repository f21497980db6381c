# `make run` starts the service, `make test` tests it; both set up all they need.

python = .venv/bin/python
compile = $(python) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header $(if $(UPGRADE),--upgrade)

.PHONY: run test soak fuzz lint format lock docs bench bench-api bench-check clean

run:
	@requirements/install.sh local
	@exec $(python) -m dbservice.development --end-with-parent

# A part of the suite: make test ARGS="tests/embedded -k attach"
test:
	@requirements/install.sh dev
	@$(python) -m tests.browser
	$(python) -m pytest -n 2 --dist worksteal $(ARGS)

# Sequences of operations on people drawn by chance, for MINUTES, on throwaway servers
soak:
	@requirements/install.sh dev
	$(python) -m dbservice.embedded -- $(python) -m tests.enrollment.soak $(or $(MINUTES),10)

# Calls of every operation of the API, valid and not, on throwaway servers: EXAMPLES of each, or
# round after round for MINUTES; those of one TAG only; the same again with the SEED that is printed
fuzz:
	@requirements/install.sh dev
	$(python) -m dbservice.embedded -- $(python) -m tests.api.fuzzing \
		--max-examples $(or $(EXAMPLES),$(if $(MINUTES),10,200)) \
		$(if $(MINUTES),--max-time $$(($(MINUTES) * 60))) \
		$(if $(SEED),--seed $(SEED)) $(if $(TAG),--include-tag "$(TAG)") $(ARGS)

lint:
	@requirements/install.sh dev
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy
	.venv/bin/lint-imports

format:
	@requirements/install.sh dev
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

# Write what pyproject.toml asks for into the locks; newer versions only by make lock UPGRADE=1
lock:
	@requirements/install.sh dev
	$(compile) pyproject.toml --output-file requirements/app.txt
	$(compile) pyproject.toml --extra embedded --output-file requirements/local.txt
	$(compile) pyproject.toml --extra embedded --group dev --output-file requirements/dev.txt
	echo uv | $(compile) - --output-file requirements/uv.txt

# What the import types say of themselves; no server is asked.
docs:
	@requirements/install.sh dev
	DBSERVICE_ENV=test DATABASE_URL=postgresql:// REDIS_URL=redis:// SECRET_KEY=- BEARER_TOKEN=- \
		$(python) -m flask --app app imports docs > docs/import-types.md

# On throwaway servers; the figures are in benchmarks/README.md. All take --rounds
bench:
	@requirements/install.sh dev
	$(python) -m dbservice.embedded -- $(python) -m benchmarks.student_import $(ARGS)
	$(python) -m dbservice.embedded -- $(python) -m benchmarks.type_imports $(ARGS)

bench-api:
	@requirements/install.sh dev
	$(python) -m dbservice.embedded -- $(python) -m benchmarks.api $(ARGS)

bench-check:
	@requirements/install.sh dev
	$(python) -m dbservice.embedded -- $(python) -m benchmarks.check $(ARGS)

# All that can be made again; the data under .data/ stays.
clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
