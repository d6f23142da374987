# make run    start the app
# make test   format, lint, types and all tests, in a real browser too
# make test-quick   the same without pages and browser, under three minutes
# make bench  measure side by side with references; writes bench.json
# make pictures   take the README's pictures anew
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.installed-for-running
TEST := $(VENV)/.installed-for-testing

.PHONY: run test test-quick checks bench pictures clean

run: $(RUN)
	$(BIN)/streamlit run app.py

test: checks
	$(BIN)/pytest --numprocesses 2 --dist worksteal

test-quick: checks
	$(BIN)/pytest --numprocesses 2 --dist worksteal -m "not slow" tests/unit

checks: $(TEST)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/oxlint --config .ci/oxlint.json components
	$(BIN)/biome format --config-path=.ci/biome.json components

bench: $(TEST)
	$(BIN)/python -m tests.bench

pictures: $(TEST)
	$(BIN)/python -m tests.browser.pictures

clean:
	rm -rf $(VENV)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

$(TEST): tests/requirements.txt $(RUN)
	$(BIN)/python -m pip install --quiet --requirement tests/requirements.txt
	$(BIN)/python -m tests.browser.chromium
	touch $@
