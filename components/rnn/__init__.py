"""Recurrent networks: the laboratory values of real patients, forecast by LSTMs."""

from components.topic import Entry, Topic

TOPIC = Topic(
    title="Recurrent networks, LSTM",
    page="rnn",
    folder="rnn",
    icon_name="timeline",
    claim="A network with a memory, for data that come as a sequence: a patient’s laboratory values.",
    header="LSTM",
    screens=(
        Entry("Patients", "patients"),
        Entry("Sequences", "sequences", formerly=("Tables",)),
        Entry("Forecast", "forecast"),
        Entry("What if", "what_if"),
        Entry("LSTM cell", "lstm_cell", formerly=("Cell",)),
        Entry("Attribution", "attribution", formerly=("Why",)),
        Entry("Training", "training", formerly=("Train",)),
        Entry("Outcome", "outcome"),
    ),
    formerly=("lab_forecaster",),
)
