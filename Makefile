# graphbuild, from a fresh clone:
#   make demo         install, build the graph of seeds/, say what to open and what to ask
#   make test         all tests, the documentation's commands and the notebook
#   make page         the query page of graphbuild serve, where Node.js is installed
#   make check        before a commit: lint, types, imports, spelling, quick tests
#   make bench        time each stage, how it grows with the articles, the store and the server
#   make soak         build again and again: same bytes? kill builds: whole? 10,000 hostile texts: no failure?
#   make constraints  pin the newest versions
#   make clean        remove what was made, but not .venv
#
# Another Python: make demo PYTHON=python3.12. Written for GNU and BSD make.

PYTHON =
VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check
DEMO = out/demo

.PHONY: demo test page check lint quick bench soak constraints clean

demo: $(VENV)/.installed page
	@mkdir -p out
	$(BIN)/graphbuild build seeds/ -o $(DEMO)
	$(BIN)/graphbuild export $(DEMO) $(DEMO)/graph.html
	@printf '\nOpen %s in a browser. Then ask:\n' $(DEMO)/graph.html
	@printf '  $(BIN)/graphbuild query $(DEMO) --name %s\n' most-quoted-sources \
	  'claims-about-entity --entity Kherson' who-contradicts-whom
	@printf '  $(BIN)/graphbuild query $(DEMO)            # lists all named queries\n'
	@printf '  $(BIN)/graphbuild serve $(DEMO)            # a page to ask, and a SPARQL endpoint\n'

test: $(VENV)/.tests page
	$(BIN)/python -m pytest --nbmake --nbmake-timeout=600 tests notebooks

page:
	@sh .ci/page

check: lint quick

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell
	$(BIN)/nbstripout --verify notebooks/*.ipynb

quick: $(VENV)/.tests
	$(BIN)/python -m pytest -q -n auto -m 'not slow and not browser' tests

bench: $(VENV)/.installed
	$(BIN)/python tests/benchmarks/stages.py
	$(BIN)/python tests/benchmarks/growth.py
	$(BIN)/python tests/benchmarks/store.py
	$(BIN)/graphbuild build seeds/ -o out/bench
	$(BIN)/python tests/benchmarks/endpoint.py out/bench

soak: $(VENV)/.tests
	$(BIN)/python tests/benchmarks/soak.py
	$(BIN)/python tests/benchmarks/killing.py
	$(BIN)/python tests/fuzzing.py

constraints:
	rm -rf out/newest
	sh .ci/venv out/newest "$(PYTHON)"
	out/newest/bin/python -m pip install --quiet -e . --group test --group lint
	{ sed '/^[^#]/d' constraints.txt; out/newest/bin/python -m pip freeze --exclude-editable; } > out/constraints.txt
	mv out/constraints.txt constraints.txt
	rm -rf out/newest

clean:
	rm -rf out dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find graphbuild tests -name __pycache__ -prune -exec rm -rf {} +

# A stamp says that a set of packages is installed as pyproject.toml and constraints.txt ask.

$(VENV)/.pip:
	sh .ci/venv $(VENV) "$(PYTHON)"
	@touch $@

$(VENV)/.installed: $(VENV)/.pip pyproject.toml constraints.txt
	$(PIP) install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/.tests: $(VENV)/.installed
	$(PIP) install --quiet -c constraints.txt --group test
	@touch $@

$(VENV)/.lint: $(VENV)/.installed
	$(PIP) install --quiet -c constraints.txt --group lint
	@touch $@
