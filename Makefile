# Two commands: `make demo` shows a whole small study, `make test` checks everything.
# What is missing is fetched into .venv with this machine's own Python; nothing is installed elsewhere.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test browser bench lock corpus clean
.DEFAULT_GOAL := demo

demo: $(READY)
	@$(BIN)/qualcoop demo demo/

test: $(READY) browser
	$(BIN)/python -m pytest -n 2 --dist worksteal

# The page is tested in a real browser: Debian's Chromium, where it is there or may be installed.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null || \
	  echo "Chromium n'a pas pu être installé : les tests de la page seront sautés, et le diront."; \
	else echo "Pas de Chromium ici (sous Debian : apt install chromium) : les tests de la page seront sautés, et le diront."; fi

# Ratios measured in one run, against the peers that are installed.
bench: $(READY)
	$(BIN)/python -m benchmarks

# The sample corpus from its marked-up masters; the same bytes each time.
corpus: $(READY)
	$(BIN)/python corpus_sample/build.py

# After a change of the dependencies in pyproject.toml.
lock: $(READY)
	$(BIN)/uv pip compile pyproject.toml --extra dev --generate-hashes --universal \
	  --python-version 3.11 --no-emit-index-url --no-header --quiet -o requirements.lock

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "qualcoop demande Python 3.11 ou plus récent ; ajoutez par exemple PYTHON=python3.12."; \
	  echo "qualcoop needs Python 3.11 or newer; add for instance PYTHON=python3.12."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
	  echo "Python n'a pas su faire son dossier .venv (sous Debian : apt install python3-venv)."; \
	  echo "Python could not make its folder .venv (on Debian: apt install python3-venv)."; exit 1; }

# uv comes from the same lock, with its hashes; it then installs the rest.
$(READY): $(BIN)/python requirements.lock pyproject.toml
	@echo "Installation dans $(VENV) (une à trois minutes la première fois)…"
	@awk '/^uv==/ {on=1} on {print} on && !/\\$$/ {exit}' requirements.lock > $(VENV)/uv.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip install --quiet --compile-bytecode \
	  --require-hashes -r requirements.lock
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip install --quiet --compile-bytecode \
	  --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf $(VENV) demo dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
