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
        Entry("Patients", "choose"),
        Entry("Tables", "tables"),
        Entry("Forecast", "forecast"),
        Entry("What if", "what_if"),
        Entry("Cell", "cell"),
        Entry("Why", "why"),
        Entry("Train", "train"),
        Entry("Outcome", "outcome"),
    ),
    formerly=("lab_forecaster",),
)
