"""The reference page for `cell_page`: visits to choose from, the same pass through the cell, a picture."""

import streamlit as st
import torch
from torch import nn

from components.render.colours import DIVERGING
from components.render.map_picture import pixel_png
from components.rnn.forecast.ensemble import Ensemble, load_ensembles
from components.rnn.forecast.sequences import input_features, lab_history, pad_visits
from components.rnn.patients import first_visits, trial


@st.cache_resource
def load() -> Ensemble:
    """The networks, once for all sessions."""
    return load_ensembles()[0]


torch.set_num_threads(1)  # as the app's pool has it
visit = int(st.pills("Visit", [str(number) for number in range(1, 7)], default="6", required=True))
(layer,) = load().members[0].rnn
assert isinstance(layer, nn.LSTM)
visits = pad_visits([first_visits(trial()[8], 6)], load().scale)
with torch.inference_mode():
    hidden = layer(input_features(visits, lab_history(visits))[0][None])[0][0]
st.subheader(f"Visit {visit}: {hidden[visit - 1, 9]:.2f}", anchor=False)
st.image(pixel_png(hidden.T, 1.0, DIVERGING), width=600)
