# make run    start the app
# make test   format, lint, types and all tests, in a real browser too
# make test-quick   the same without pages and browser, under three minutes
# make bench  measure side by side with references; writes bench.json. Some rows: ROWS="start what_if";
#             go on after an interruption: RESUME=1 (docs/measured.md)
# make pictures   take the README's pictures anew
# make avatar-gan fashion-gan rnn-forecast rnn-outcome cnn transfer zoo previews
#             what the app ships, made anew: the steps of weights/recipes/ in their order (docs/weights.md)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.installed-for-running
TEST := $(VENV)/.installed-for-testing

DONE := weights/runs/done
RECIPES := avatar-gan fashion-gan rnn-forecast rnn-outcome cnn transfer zoo previews

.PHONY: run test test-quick checks bench pictures clean $(RECIPES)

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
	$(BIN)/python -m tests.bench $(if $(RESUME),--resume) $(ROWS)

pictures: $(TEST)
	$(BIN)/python -m tests.browser.pictures

clean:
	rm -rf $(VENV)

# Each recipe's steps in their order. A step that is done leaves a file in $(DONE); without it, it is done again
# with all that follow. DATA is Fashion-MNIST as one .npz file.
avatar-gan: $(DONE)/avatar_gan.draw_sheets
$(DONE)/avatar_gan.train:
$(DONE)/avatar_gan.ship: $(DONE)/avatar_gan.train
$(DONE)/avatar_gan.find_palette: $(DONE)/avatar_gan.ship
$(DONE)/avatar_gan.pick_avatars: $(DONE)/avatar_gan.find_palette
$(DONE)/avatar_gan.pick_seeds: $(DONE)/avatar_gan.pick_avatars
$(DONE)/avatar_gan.find_directions: $(DONE)/avatar_gan.pick_seeds
$(DONE)/avatar_gan.train_encoder: $(DONE)/avatar_gan.find_directions
$(DONE)/avatar_gan.measure: $(DONE)/avatar_gan.train_encoder
$(DONE)/avatar_gan.draw_film: $(DONE)/avatar_gan.measure
$(DONE)/avatar_gan.draw_sheets: $(DONE)/avatar_gan.draw_film

fashion-gan: $(DONE)/fashion_gan.train

rnn-forecast: $(DONE)/rnn_forecast.train

rnn-outcome: $(DONE)/rnn_outcome.train

cnn: $(DONE)/cnn.draw_gallery $(DONE)/cnn.measure_ablation $(DONE)/cnn.measure_deletion

transfer: $(DONE)/transfer.measure_scratch_curve
$(DONE)/transfer.embed_garments: $(DONE)/transfer.pick_garments
$(DONE)/transfer.measure_scratch_curve: $(DONE)/transfer.embed_garments

zoo: $(DONE)/zoo.train_gan
$(DONE)/zoo.train_gan: $(DONE)/zoo.train
$(DONE)/zoo.train: $(DONE)/zoo.pick_digits

previews: $(DONE)/previews.draw

$(DONE)/zoo.pick_digits $(DONE)/zoo.train $(DONE)/zoo.train_gan: ARGUMENTS = $(if $(DATA),--data $(DATA))

$(DONE)/fashion_gan.train $(DONE)/transfer.pick_garments $(DONE)/transfer.embed_garments: ARGUMENTS = --data $(or $(DATA),$(error say DATA=PATH))

$(DONE)/%: | $(TEST)
	$(BIN)/python -m weights.recipes.$* $(ARGUMENTS)
	mkdir -p $(@D)
	touch $@

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUN): requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

$(TEST): tests/requirements.txt $(RUN)
	$(BIN)/python -m pip install --quiet --requirement tests/requirements.txt
	$(BIN)/python -m tests.browser.chromium
	touch $@
