"""The reference page for `lab_edit`: a data editor with the same table, and one chart of its first test."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.rnn.patients import LABS, first_visits, trial

patient = first_visits(trial()[8], 6)
table = pd.DataFrame(patient.labs, columns=[lab.name for lab in LABS])
table.insert(0, "day", patient.days)
written = st.data_editor(table, hide_index=True)
figure = go.Figure(go.Scatter(x=written["day"], y=written[LABS[0].name], mode="lines+markers"))
st.plotly_chart(figure, config={"displayModeBar": False})
st.subheader(f"{written[LABS[0].name].sum():.3f}", anchor=False)
