"""The forecaster, before and after it has learned."""

from dataclasses import replace

import pytest
import torch

from components.rnn.forecast.model import (
    CELL_TYPES,
    MEDIAN,
    QUANTILES,
    CellType,
    Forecaster,
    ForecasterConfig,
    dropout,
)
from components.rnn.forecast.sequences import lab_history, pad_visits
from tests.unit.rnn.forecast.samples import SCALE, SOME, VISITS, taught


@pytest.mark.parametrize("cell", CELL_TYPES)
@pytest.mark.parametrize("layers", [1, 2])
def test_before_it_learns_the_median_is_the_last_value(cell: CellType, layers: int) -> None:
    model = Forecaster(ForecasterConfig(cell, hidden=8, layers=layers))
    made = model(VISITS, VISITS.years + 1.0)
    assert made.shape == (*VISITS.years.shape, 7, len(QUANTILES))
    assert torch.equal(made[..., MEDIAN], lab_history(VISITS).last)


def test_the_quantiles_never_cross() -> None:
    model = taught()[-1].model
    with torch.no_grad():
        for parameter in model.head_out.parameters():
            parameter.mul_(-30)
    assert (model(VISITS, VISITS.years + 2.0).diff(dim=-1) >= 0).all()


def test_a_forecast_knows_only_the_visits_before_it() -> None:
    model = taught()[-1].model
    longest = max(SOME, key=len)
    cut = len(longest) - 2
    begun = replace(longest, days=longest.days[:cut], labs=longest.labs[:cut], signs=longest.signs[:cut])
    whole, part = pad_visits([longest], SCALE), pad_visits([begun], SCALE)
    expected = model(whole, whole.years + 1.5)[:, :cut]
    torch.testing.assert_close(model(part, part.years + 1.5), expected, atol=1e-6, rtol=0)


def test_dropout_keeps_the_mean_and_is_off_without_a_generator() -> None:
    values = torch.ones(10_000)
    assert dropout(values, 0.4, None) is values
    dropped = dropout(values, 0.4, torch.Generator().manual_seed(0))
    assert float((dropped == 0).float().mean()) == pytest.approx(0.4, abs=0.02)
    assert float(dropped.mean()) == pytest.approx(1, abs=0.03)
