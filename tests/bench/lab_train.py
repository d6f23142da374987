"""An epoch on the screen *Training* against a bare loop."""

import copy
import re
import time

import torch
from playwright.sync_api import Page, expect
from torch import nn

from components.rnn.forecast.ensemble import load_ensembles
from components.rnn.forecast.live_training import DataSplit, LiveTrainConfig, relative_errors, split_patients
from components.rnn.forecast.training import SequenceTrainConfig, mask_values, pinball_loss
from components.rnn.patients import trial
from tests.bench.pages import chromium, open_settled
from tests.bench.table import Row, timed
from tests.browser.server import serving, wait_for_warmth

CONFIG = LiveTrainConfig("LSTM", hidden=32, layers=1, dropout=0.4, epochs=60, learning_rate=0.003, seed=0)


def lab_train(rounds: int = 5) -> Row:
    """Milliseconds of an epoch: as a job of the app while a page in Chromium draws it, and without all that.

    Both learn the same network from the same patients, with the same loss and the same averaged weights, and
    measure it on the same patients after each epoch; in turns.
    """
    data = split_patients(load_ensembles()[0], trial())
    ours, bare = [], []
    with chromium() as browser, serving() as (app, log):
        wait_for_warmth(log)
        page = open_settled(browser, app + "/rnn?screen=Training")
        for number in range(1, rounds + 1):
            ours.append(1000 * _trained(page, number) / CONFIG.epochs)
            start = time.perf_counter()
            _bare(data)
            bare.append(1000 * (time.perf_counter() - start) / CONFIG.epochs)
    return timed("lab_train", (ours, bare), "ms", "<= 1.2")


def _trained(page: Page, number: int) -> float:
    """The seconds that the table gives for the run, to a tenth."""
    train = page.get_by_role("button", name="Train", exact=True)
    train.click()
    expect(train).to_be_disabled()
    expect(train).to_be_enabled(timeout=60_000)
    table = page.get_by_test_id("stPopoverButton").filter(has_text="Table of the runs")
    table.click()
    row = page.get_by_role("row", name=re.compile(rf"^{number} LSTM"))
    expect(row).to_be_visible()
    seconds = float(row.get_by_role("cell").last.inner_text())
    table.click()
    return seconds


def _bare(data: DataSplit) -> None:
    plan = SequenceTrainConfig(epochs=CONFIG.epochs, learning_rate=CONFIG.learning_rate, seed=CONFIG.seed)
    model = CONFIG.model()
    averaged = copy.deepcopy(model)
    generator = torch.Generator().manual_seed(plan.seed)
    steps = -(-len(data.train) // plan.batch)
    optimiser = torch.optim.AdamW(model.parameters(), plan.learning_rate, weight_decay=plan.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, plan.learning_rate, total_steps=plan.epochs * steps, pct_start=0.1
    )
    for _ in range(plan.epochs):
        for some in torch.split(torch.randperm(len(data.train), generator=generator), plan.batch):
            own = data.train.select(some)
            loss = pinball_loss(model, mask_values(own, plan.masked, generator), own, generator)
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            with torch.no_grad():
                for kept, now in zip(averaged.parameters(), model.parameters(), strict=True):
                    kept.lerp_(now, 1 - plan.average)
        relative_errors(averaged, data.train_sample)
        relative_errors(averaged, data.held_out)
