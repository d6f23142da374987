"""Which of the ImageNet networks a page runs, and how one that isn't on disk yet gets there."""

import threading
from collections.abc import Iterator

import streamlit as st

from components import jobs, runtime
from components.ui.text import plain
from components.vision.backbones import (
    BACKBONES,
    DEFAULT,
    DamagedWeights,
    Network,
    UnsupportedArchitectureError,
    load_network,
)
from components.vision.fetching import FetchError, Progress, fetch


def network(name: str) -> Network:
    """The network, loaded once for all visitors. Raises what `load_network` raises."""
    return runtime.shared(load_network, name, str(runtime.device()))


def network_or_default(name: str) -> Network:
    """The network, or the default, which is said, if its weights are missing or damaged or it doesn't fit."""
    try:
        return network(name)
    except (FileNotFoundError, DamagedWeights) as error:
        missing = isinstance(error, FileNotFoundError)
        why = f"{name} is not on this computer yet" if missing else f"The weights of {name} are damaged"
        st.info(f"{why}, so the page goes on with {DEFAULT}.")
    except UnsupportedArchitectureError as refusal:
        st.info(f"{refusal} The page goes on with {DEFAULT}.")
    return network(DEFAULT)


def pick_network(chosen: str) -> None:
    """The control for the network (key `model`), and the way to get one that isn't on disk yet."""
    st.selectbox("Network", tuple(BACKBONES), key="model")
    try:
        network(chosen)
    except FileNotFoundError:
        _offer_to_fetch(chosen)
    except DamagedWeights as error:
        st.error(plain(str(error)), icon=":material/broken_image:")
    except UnsupportedArchitectureError:
        pass  # said above


def _offer_to_fetch(name: str) -> None:
    job_name = f"fetch {name}"
    job = jobs.get(job_name)
    if job and job.active:
        jobs.watch(job_name, _draw)
        return
    if job and job.state == "failed":
        st.error(plain(job.trouble), icon=":material/cloud_off:")
    st.button(
        f"Fetch {name} ({BACKBONES[name].megabytes:.0f} MB)",
        key=job_name,
        icon=":material/download:",
        on_click=_start,
        args=(job_name, name),
    )


def _start(job_name: str, name: str) -> None:
    jobs.start(job_name, lambda cancel: _work(name, cancel))


def _work(name: str, cancel: threading.Event) -> Iterator[Progress]:
    try:
        yield from fetch(BACKBONES[name], cancel)
    except FetchError as error:
        raise jobs.JobError(str(error)) from error


def _draw(job: jobs.Job[Progress]) -> None:
    progress = job.snapshot or Progress(0, 0)
    share = progress.received / progress.expected if progress.expected else 0.0
    st.progress(min(share, 1.0), f"{progress.received / 1e6:.1f} of {progress.expected / 1e6:.1f} MB")
