"""Edits as a text for a link."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.rnn.edit_links import (
    LONGEST,
    EditLinkError,
    decode_edits,
    encode_edits,
    is_valid,
    starting_table,
)
from components.rnn.edits import CHANGES, TableVisit, drop_impossible
from components.rnn.patients import LABS, first_visits, trial

ABOUT = ("9", "6", "nothing")
TABLE = starting_table(ABOUT)


def test_an_untouched_table_needs_no_text() -> None:
    assert encode_edits(ABOUT, TABLE) == ""


def test_every_kind_of_edit_comes_back() -> None:
    raised = replace(TABLE[5], labs=(40.5, *TABLE[5].labs[1:]))
    emptied = replace(TABLE[0], day=-30.25, labs=(*TABLE[0].labs[:2], None, *TABLE[0].labs[3:]))
    added = TableVisit(None, 1207.0, (None, 300.0, *[None] * 5))
    table = (emptied, *TABLE[1:3], *TABLE[4:5], raised, added, replace(added, labs=(None,) * 7))
    text = encode_edits(ABOUT, table)
    assert text == "9-6-0_v1d-30.25a_x4_v6b40.5_n1d1207c300_n2d1207"
    assert decode_edits(text) == (ABOUT, table)


VALUES = st.lists(
    st.tuples(*(st.none() | st.floats(*lab.possible).map(lambda x: round(x, 4)) for lab in LABS)),
    min_size=1,
    max_size=8,
)


@given(VALUES, st.sampled_from(list(CHANGES)), st.lists(st.integers(-30_000, 30_000), min_size=8, max_size=8))
def test_any_table_comes_back(values: list[tuple[float | None, ...]], change: str, days: list[int]) -> None:
    about = ("20", "3", change)
    base = starting_table(about)
    table = tuple(
        TableVisit(base[at].visit if at < len(base) else None, float(days[at]), labs)
        for at, labs in enumerate(values)
    )
    patient = first_visits(next(one for one in trial() if one.name == "20"), 3)
    table = drop_impossible(table, patient)
    text = encode_edits(about, table)
    assert text is not None
    assert decode_edits(text) == (about, table)
    assert text.isascii()
    assert not set(text) - set("0123456789-._abcdkpnstvx")


def test_more_than_a_link_can_hold_is_no_text() -> None:
    added = TableVisit(None, 1207.0, tuple(float(lab.possible[1]) for lab in LABS))
    assert encode_edits(ABOUT, (*TABLE, *[added] * 200)) is None
    assert len(encode_edits(ABOUT, (*TABLE, *[added] * 20)) or "") <= LONGEST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "9-6-0",
        "9-6-0_",
        "9-6-0_v7b1",
        "9-6-0_v0b1",
        "9-6-0_v6b1000",
        "9-6-0_v6b1e1",
        "9-6-0_v6",
        "9-6-0_v6d",
        "9-6-0_n1d40000",
        "9-6-0_x4_x4",
        "9-6-0_x4_v4b1",
        "9-6-0_x1_x2_x3_x4_x5_x6",
        "9-99-0_x1",
        "9-0-0_x1",
        "999-6-0_x1",
        "9-6-9_x1",
        "9-6-0_z1",
        "9-6-0_v6b1; drop",
        "٩-6-0_x1",
        "9-6-0_v6b١",
    ],
)
def test_nonsense_is_refused(text: str) -> None:
    assert not is_valid(text)
    with pytest.raises(EditLinkError):
        decode_edits(text)
