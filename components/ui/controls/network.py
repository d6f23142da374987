"""Which network a page runs: one of ImageNet's, which may have to be fetched first, or a lecturer's own."""

import os
import threading
from collections.abc import Iterator
from typing import Any

import streamlit as st

from components import jobs, runtime
from components.ui import url_state
from components.ui.text import isolated, plain
from components.vision.backbones import (
    BACKBONES,
    DEFAULT,
    DamagedWeights,
    Network,
    load_network,
)
from components.vision.fetching import FetchError, Progress, fetch
from components.vision.own_networks import FOLDER_VARIABLE, OwnNetworks, load_own, read_folder
from components.vision.splitting import UnsupportedArchitectureError

MOST_NAMED = 6  # files that are left out


def own_networks() -> OwnNetworks:
    """The lecturer's own networks, read once for all visitors."""
    return runtime.shared(read_folder, os.environ.get(FOLDER_VARIABLE, ""))


def network_names() -> tuple[str, ...]:
    """The names of all networks that a link may ask for."""
    return (*BACKBONES, *(one.name for one in own_networks().networks))


def network_setting() -> Any:  # noqa: ANN401 -- a field, like dataclasses.field itself
    """The setting of the network (key `model`), the same on all pages."""
    return url_state.open_choice(DEFAULT, network_names)


def network(name: str) -> Network:
    """The network, loaded once for all visitors. Raises what `load_network` and `load_own` raise."""
    if own_networks().named(name):
        return runtime.shared(_load_own, name, str(runtime.device()), os.environ.get(FOLDER_VARIABLE, ""))
    return runtime.shared(load_network, name, str(runtime.device()))


def _load_own(name: str, device: str, folder: str) -> Network:
    found = runtime.shared(read_folder, folder).named(name)
    assert found is not None
    return load_own(found, device)


def imagenet_network_or_default(name: str) -> Network:
    """The same for a page that takes no lecturer's own network; `tell_own` says so."""
    return network_or_default(name) if name in BACKBONES else network(DEFAULT)


def tell_own(name: str) -> None:
    """Say, once on a page that takes no lecturer's own network, that it goes on with the default."""
    if name not in BACKBONES:
        st.info(f"{name} is for Convolutional networks only, so this page goes on with {DEFAULT}.")


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
    also = () if chosen in BACKBONES else (chosen,)  # on another page
    _pick((*BACKBONES, *also), chosen)


def pick_any_network(chosen: str) -> None:
    """The same with the lecturer's own networks, and what is to be said of them."""
    _pick(network_names(), chosen)
    own = own_networks()
    if found := own.named(chosen):
        said = (found.card.source, found.card.licence)
        st.caption(plain(" · ".join(part for part in said if part)))
    for one in own.left_out[:MOST_NAMED]:
        st.caption(f":material/block: Left out: **{plain(one.file)}**. {plain(one.reason)}")
    if len(own.left_out) > MOST_NAMED:
        st.caption(f"{len(own.left_out) - MOST_NAMED} more files are left out.")


def _title(name: str) -> str:
    found = own_networks().named(name)
    return isolated(found.title) if found else name


def _pick(names: tuple[str, ...], chosen: str) -> None:
    st.selectbox("Network", names, key="model", format_func=_title)
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
