"""Zip upload of *Teach*: what was understood of it can be changed, and is confirmed before it is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components import runtime
from components.intake.archive_names import CODE_PAGES, decoded
from components.intake.archives import (
    Archive,
    ArchiveError,
    Tree,
    look_into,
    names_in_doubt,
    shown,
    tree,
    unpacked,
)
from components.intake.class_tree import INNERMOST, Level, Reading, understand
from components.transfer.dataset import MAX_CLASSES, PhotoDataset
from components.transfer.screens.state import clear_notes
from components.transfer.uploads import UploadSource
from components.transfer.zip_selection import ZipSelection, classes_that_fit, select_photos
from components.ui.text import plain

_OPENED, _CONFIRMED = "zip opened", "zip confirmed"
_NAMED = 4


@dataclass
class _OpenedZip:
    """An uploaded zip as it was understood; the newest is kept, so that a run doesn't begin anew."""

    upload: str
    archive: Archive | None
    trouble: str
    page: str = ""
    understood: tuple[Tree, Reading] | None = None


def pick_classes(file: UploadedFile, present: PhotoDataset) -> Callable[[], UploadSource] | None:
    """Draw the controls for a zip of photos; return its source once there is nothing (more) to decide."""
    opened = _looked_into(file)
    if opened.archive is None:
        _refuse(opened.trouble)
        return None
    doubtful = names_in_doubt(opened.archive)
    page = _pick_code_page(file.file_id, opened.archive.code_pages, doubtful) if doubtful else ""
    try:
        found, reading = _understood(opened, opened.archive, page)
    except ArchiveError as trouble:
        _refuse(str(trouble))
        return None
    level = reading.levels[reading.likely]
    fitting = classes_that_fit(level, present)
    if reading.certain and not doubtful and len(fitting) == len(level.classes):
        return _source(file, select_photos(level, fitting, present), found)
    level = _pick_level(file.file_id, page, reading)
    selection = select_photos(
        level, _pick_names(f"{file.file_id} {page} {level.depth}", level, present), present
    )
    st.button(
        "Add these photos",
        type="primary",
        icon=":material/add_photo_alternate:",
        on_click=_confirm,
        args=(file.file_id,),
        disabled=not selection.photos,
    )
    _show(selection, found)  # below the button, which a table would push off the screen
    return _source(file, selection, found) if st.session_state.get(_CONFIRMED) == file.file_id else None


def _confirm(upload: str) -> None:
    st.session_state[_CONFIRMED] = upload


def _refuse(sentence: str) -> None:
    st.warning(plain(sentence), icon=":material/folder_off:")


def _source(file: UploadedFile, selection: ZipSelection, found: Tree) -> Callable[[], UploadSource]:
    st.session_state.pop(_OPENED, None)
    data = file.getvalue()

    def source() -> UploadSource:
        pieces, damaged = unpacked(data, selection.photos)
        return list(pieces), (*selection.sentences, *found.left_out, *damaged)

    return source


# --- What is kept from run to run ---------------------------------------------------------------------


def _looked_into(file: UploadedFile) -> _OpenedZip:
    held: _OpenedZip | None = st.session_state.get(_OPENED)
    if held is None or held.upload != file.file_id:
        clear_notes()
        try:
            with st.spinner("Looking into the zip …"):
                held = _OpenedZip(file.file_id, runtime.run_short(look_into, file.getvalue()), "")
        except ArchiveError as trouble:
            held = _OpenedZip(file.file_id, None, str(trouble))
        st.session_state[_OPENED] = held
    return held


def _understood(opened: _OpenedZip, archive: Archive, page: str) -> tuple[Tree, Reading]:
    if opened.understood is None or opened.page != page:
        found = tree(archive, page)
        opened.page, opened.understood = page, (found, understand(found.photos))
    return opened.understood


# --- Controls -----------------------------------------------------------------------------------------


def _pick_code_page(upload: str, pages: Sequence[str], names: Sequence[bytes]) -> str:
    chosen: str = st.selectbox(
        "The zip doesn’t say how its names are written. They are read as",
        pages,
        format_func=lambda page: f"{CODE_PAGES[page]}: {_folders_in_short(names, page)}",
        key=f"zip code page {upload}",
        help="Choose another line if the names look wrong.",
    )
    return chosen


def _pick_level(upload: str, page: str, reading: Reading) -> Level:
    if len(reading.levels) == 1:
        return reading.levels[0]
    names = [[found.name for found in level.classes] for level in reading.levels]
    number: int = st.radio(
        "Which folders are the classes?",
        range(len(reading.levels)),
        index=reading.likely,
        format_func=lambda n: f"{_place(reading.levels, n)}: {plain(_in_short(names[n]))}",
        key=f"zip level {upload} {page}",
    )
    return reading.levels[number]


def _pick_names(key: str, level: Level, present: PhotoDataset) -> Sequence[str]:
    fitting = classes_that_fit(level, present)
    if len(level.classes) == 1:
        return fitting
    chosen: list[str] = st.multiselect(
        f"Classes to add, at most {len(fitting)}" if len(fitting) < len(level.classes) else "Classes to add",
        [found.name for found in level.classes],
        default=fitting,
        max_selections=max(len(fitting), 1),
        key=f"zip classes {key} {len(fitting)}",  # anew if there is less room: more can't be chosen
        help=f"{MAX_CLASSES} classes are possible here. The names can be changed later.",
    )
    return chosen


def _show(selection: ZipSelection, found: Tree) -> None:
    """Draw the classes, how many of their photos are selected, and the folders these lie in."""
    rows = [
        (one.name, _count(one.selected, one.offered), _in_short(one.folders)) for one in selection.per_class
    ]
    if rows:
        st.dataframe(pd.DataFrame(rows, columns=["Class", "Photos", "Folders"]), hide_index=True)
    sentences = (*selection.sentences, *found.left_out)
    if sentences:
        st.caption("  \n".join(plain(sentence) for sentence in sentences))


def _count(taken: int, offered: int) -> str:
    return f"{taken:,}" if taken == offered else f"{taken:,} of {offered:,}"


def _place(levels: Sequence[Level], number: int) -> str:
    """Describe where in the tree a level lies."""
    depth = levels[number].depth
    if depth == 0:
        return "Folders at the top"
    if depth == INNERMOST or number == len(levels) - 1:
        return "Innermost folders"
    return "Folders one level down" if depth == 1 else f"Folders {depth} levels down"


def _in_short(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(map(shown, names[:_NAMED])) + more


def _folders_in_short(names: Sequence[bytes], page: str) -> str:
    """Return the first few folder names that a code page gives, to choose it by."""
    paths = (decoded(name, page).replace("\\", "/").split("/")[:-1] for name in names)
    folders = (folder for path in paths for folder in path if not folder.isascii())
    return _in_short(list(dict.fromkeys(folders)))
