"""Dates in many languages and of many programs, read by whole columns."""

import datetime

import pytest

from components.rnn.tables.dates import DateHint, DateParser, format_order, infer_date_parser, month_of

TODAY = datetime.date(2026, 1, 31)


def date_parser(*texts: str, inside: str = "", is_date: bool = True) -> DateParser:
    return infer_date_parser(texts, DateHint(inside, is_date), TODAY)


def read(*texts: str, inside: str = "", is_date: bool = True) -> list[object]:
    """Dates in ISO, other days as they are, and reasons."""
    found = date_parser(*texts, inside=inside, is_date=is_date)
    return [_shown(found.read(text)) for text in texts]


def _shown(day: float | str) -> object:
    long_ago = isinstance(day, float) and day > 600_000
    return datetime.date.fromordinal(int(day)).isoformat() if long_ago and isinstance(day, float) else day


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2021-03-02",
            "2021/3/2",
            "2021.03.02",
            "20210302",
            "20210302081500",
            "202103020815",
            "20210302T081500Z",
        ),
        *("2021-03-02 08:15", "2021-03-02T08:15:00.000+01:00", "2021年3月2日", "2021년 3월 2일"),
        *(
            "02-Mar-2021",
            "2 March 2021",
            "Mar 2, 2021",
            "March 2nd, 2021",
            "02MAR2021",
            "02MAR2021:08:15:00",
            "2.Mar.21",
        ),
        *(
            "2. März 2021",
            "02-Mrz-2021",
            "2 mars 2021",
            "mardi 2 mars 2021",
            "2 de marzo de 2021",
            "2 marzo 2021",
        ),
        *(
            "2 de março de 2021",
            "2 maart 2021",
            "2 marca 2021",
            "2. mars 2021",
            "2 mart 2021",
            "2 martie 2021",
        ),
        *(
            "Tue, 2 Mar 2021",
            "Di 02.03.2021",
            "2021-Mar-02",
            "44257",
            "44257.34",
            "210302",
            "1614672000",
            "1614672000000",
        ),
    ],
)
def test_one_date_in_its_many_ways(text: str) -> None:
    assert read(text) == ["2021-03-02"]


def test_times_of_day_are_kept() -> None:
    read = date_parser("03/02/2021 8:30 PM", "25/02/2021 12:00 AM").read
    assert read("03/02/2021 8:30 PM") == pytest.approx(datetime.date(2021, 2, 3).toordinal() + 20.5 / 24)
    assert read("25/02/2021 12:00 AM") == datetime.date(2021, 2, 25).toordinal()


@pytest.mark.parametrize(
    ("word", "month"),
    [
        *(
            ("Okt", 10),
            ("oktober", 10),
            ("octubre", 10),
            ("ottobre", 10),
            ("out", 10),
            ("października", 10),
            ("paź", 10),
        ),
        *(
            ("mrt", 3),
            ("févr.", 2),
            ("août", 8),
            ("Dez", 12),
            ("gennaio", 1),
            ("mag", 5),
            ("sept", 9),
            ("set", 9),
        ),
        *(("jui", None), ("foo", None), ("ma", None), ("", None)),
    ],
)
def test_months_have_names_in_many_languages(word: str, month: int | None) -> None:
    assert month_of(word) == month


@pytest.mark.parametrize(
    ("texts", "days", "order"),
    [
        (["21-03-02", "21-09-14"], ["2021-03-02", "2021-09-14"], "year month day"),
        (["21/03/02", "21/03/15"], ["2021-03-02", "2021-03-15"], "year month day"),
        (["02.03.21", "14.09.21"], ["2021-03-02", "2021-09-14"], "day month year"),
        (["02-03-21", "03-04-21"], ["2021-03-02", "2021-04-03"], "day month year"),
        (["3/2/21", "9/14/21"], ["2021-03-02", "2021-09-14"], "month day year"),
        (["2021-14-09", "2021-02-03"], ["2021-09-14", "2021-03-02"], "year day month"),
        (["2021-09-14", "2021-02-03"], ["2021-09-14", "2021-02-03"], "year month day"),
    ],
)
def test_a_columns_dates_have_one_order(texts: list[str], days: list[str], order: str) -> None:
    assert read(*texts) == days
    assert date_parser(*texts).order == order


def test_orders_are_never_mixed() -> None:
    assert read("2021-14-09", "2021-09-14", "2021-09-15") == [
        "Date: “2021-14-09” does not exist.",
        "2021-09-14",
        "2021-09-15",
    ]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        *(
            (one, "day month year")
            for one in ("dd/mm/yyyy", "TT.MM.JJJJ", "jj/mm/aaaa", "%d.%m.%Y", "DMY", "gg/mm/aa")
        ),
        *((one, "month day year") for one in ("mm/dd/yyyy", "MM-DD-YY", "%m/%d/%y", "mdy", "Month Day Year")),
        *((one, "year month day") for one in ("yyyy-mm-dd", "RRRR-MM-DD", "yy/mm/dd", "aaaa-mm-jj")),
        *((one, None) for one in ("months", "first visit", "", "mm/yyyy", "dd/dd/dd")),
    ],
)
def test_formats_are_known(text: str, order: str | None) -> None:
    assert format_order(text) == order


def test_the_header_decides_on_the_order() -> None:
    assert read("03/04/2020", inside="mm/dd/yyyy") == ["2020-03-04"]
    assert date_parser("03/04/2020", inside="mm/dd/yyyy").note == ""
    assert read("03/04/05", inside="yy/mm/dd") == ["2003-04-05"]
    assert read("2020-03-04", inside="yyyy-dd-mm") == ["2020-04-03"]


@pytest.mark.parametrize(
    ("unit", "days"),
    [
        *(
            (one, [0, 183])
            for one in ("months", "Monate", "mois", "meses", "mesi", "maanden", "miesiące", "mo.")
        ),
        *((one, [0, 2192]) for one in ("years", "Jahre", "ans", "años", "anni", "jaar", "lata", "y")),
        *(
            (one, [0, 42])
            for one in ("weeks", "Wochen", "semaines", "semanas", "settimane", "weken", "tygodnie")
        ),
        *((one, [0, 0.25]) for one in ("hours", "h", "Stunden", "heures", "horas", "ore", "uur", "godziny")),
        *((one, [0, 6 / 1440]) for one in ("minutes", "min", "Minuten", "minuti")),
        *((one, [0, 6]) for one in ("days", "Tage", "jours", "dni")),
    ],
)
def test_times_have_units_in_many_languages(unit: str, days: list[float]) -> None:
    assert read("0", "6", inside=unit, is_date=False) == pytest.approx(days)


def test_an_unknown_unit_of_time_is_said() -> None:
    found = date_parser("0", "6", inside="s", is_date=False)
    assert (found.read("6"), found.note) == (6, "“s” is no unit of time known here; days were assumed.")


def test_days_in_words() -> None:
    assert read("Day 1", "Tag 30", "D90", "day-7", is_date=False) == [1, 30, 90, 7]
    assert read("Day -7", "baseline", "Week 4", "M6", "2 years", is_date=False) == [-7, 0, 28, 183, 730]
    assert read("Visit 1", "Day 2", is_date=False) == ["Day: “Visit 1” is not a number.", 2]


def test_numbers_under_a_date_are_what_their_size_says() -> None:
    assert read("2019", "2020") == ["2019-01-01", "2020-01-01"]
    assert read("0", "365") == [0, 365]
    assert read("2019", "2020", is_date=False) == [2019, 2020]
    assert read("44257", "44453", is_date=False) == ["2021-03-02", "2021-09-14"]
    assert read("30000", "31000", is_date=False) == [30000, 31000]


def test_shifted_years_are_told_from_a_slip() -> None:
    shifted = date_parser("2174-12-16", "2175-02-16", "2110-01-01")
    assert shifted.note.startswith("Most dates lie in the future")
    assert isinstance(shifted.read("2174-12-16"), float)
    assert read("2021-03-02", "2201-09-14")[1] == "Date: “2201-09-14” lies in the future."
    assert read("01 SEP 26")[0] == "Date: “01 SEP 26” lies in the future."
