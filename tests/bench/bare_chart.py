"""The reference page for `zoo_first_paint`: the same chart in the same colours, and nothing around it."""

import streamlit as st

from components.render.colours import custom_properties
from components.ui.assets import style_element
from components.zoo.chart.poster import POSTER
from components.zoo.library import TRAINED
from components.zoo.widgets.network_chart import ChartEntry, network_chart

st.set_page_config(layout="wide")
st.html(style_element(custom_properties()))
entries = [ChartEntry(one.short, one.name, one.graph, one.short in TRAINED) for one in POSTER]
network_chart(entries, lambda short: None, key="chart")
