# Two commands do everything: `make book` builds the site into site/, `make test` runs every check.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

# MkDocs 1.6 and one thread for BLAS: a second pool of threads makes a small SVD 25 times slower.
export NO_MKDOCS_2_WARNING := 1
export OPENBLAS_NUM_THREADS := 1

.PHONY: book serve test mutants mutants-read notebook-test browser-test oracle-test bench epub pdf live lit clean help

book: $(READY)  ## regenerate lit/, verify the formulas, and build the site into site/
	$(BIN)/lit tangle
	$(BIN)/lit verify
	$(BIN)/python -m mkdocs build --strict

serve: $(READY)  ## show the book at http://127.0.0.1:8000 while it is written: a saved chapter is tangled, verified and shown
	$(BIN)/lit watch & trap "kill $$!" EXIT INT TERM; $(BIN)/python -m mkdocs serve --dirty

test: $(READY)  ## run every check that needs no browser
	$(BIN)/lit tangle --check
	$(BIN)/python -m mypy
	$(BIN)/python -m pytest -n auto

mutants: $(READY)  ## spoil every displayed formula in many ways, and see each spoilt copy noticed; the ledger counts them
	$(BIN)/lit verify --mutants

mutants-read: $(READY)  ## the same for the part of the book whose survivors have been read one by one
	$(BIN)/lit verify --mutants $$(grep -ohE '\{#(def|thm)-[a-z0-9-]+' docs/numerics/*.md | cut -c3-)

notebook-test: $(READY)  ## run the notebook of each chapter from top to bottom, in a kernel of its own
	$(BIN)/python -m pytest -m notebooks -n auto tests/engine/page/test_notebook.py

browser-test: book  ## read the built site in a real browser (needs Debian's chromium: apt-get install chromium)
	$(BIN)/python -m pytest -n auto -m '' tests/browser

oracle-test: $(READY)  ## compare with PyTorch and JAX, which are large
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[oracles]'
	$(BIN)/python -m pytest -n auto tests/oracles

bench: $(READY)  ## measure accuracy, speed and models beside SciPy, scikit-learn, PyTorch and JAX, and the engine
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[oracles]'
	$(BIN)/python benchmarks/accuracy.py "" docs/measured/accuracy.json
	$(BIN)/python benchmarks/speed.py docs/measured/speed.json
	$(BIN)/python benchmarks/models.py docs/measured/models.json
	$(BIN)/python benchmarks/tangle.py
	$(BIN)/python benchmarks/verify.py

epub: book  ## the book as konspekt.epub
	$(BIN)/lit epub konspekt.epub

pdf: book  ## the book as konspekt.pdf (needs Debian's chromium)
	$(BIN)/lit pdf konspekt.pdf

LIVE := docs/assets/live
PYODIDE := pyodide.mjs pyodide.asm.mjs pyodide.asm.wasm python_stdlib.zip pyodide-lock.json

live: $(READY)  ## let the pages run SymPy proofs: 20 MB that are loaded when a reader asks (needs npm)
	mkdir -p $(LIVE)
	cd $(LIVE) && npm pack --silent pyodide@314.0.7 >/dev/null && tar xzf pyodide-*.tgz --strip-components=1 $(addprefix package/,$(PYODIDE)) && rm pyodide-*.tgz
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps -d $(LIVE) sympy==1.14.0 mpmath==1.3.0
	cd $(LIVE) && mv sympy-*.whl sympy.whl && mv mpmath-*.whl mpmath.whl

lit:  ## bring all of lit/ back from docs/, without the engine
	$(PYTHON) tests/seed.py

clean:  ## remove what the other commands made
	rm -rf .venv .lit site

help:  ## list these commands
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(READY): pyproject.toml | lit/engine/cli.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Konspekt needs Python 3.11 or later; name one: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

lit/engine/cli.py:
	$(PYTHON) tests/seed.py
