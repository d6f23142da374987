import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.intake.archive_names import CODE_PAGES, UTF8, decoded, guess, possible

# Folders as people have them: one to three short names.
WORDS = {
    "cp932": [
        "猫|犬",
        "猫",
        "犬",
        "表|裏",
        "リンゴ|バナナ",
        "ねこ|いぬ",
        "自転車|自動車",
        "ソース|能力",
        "不良品|良品",
    ],
    "gbk": ["猫|狗", "猫", "狗", "苹果|香蕉", "汽车|飞机", "正常|异常", "石头|剪刀|布", "可回收物|有害垃圾"],
    "big5": ["貓|狗", "貓", "蘋果|香蕉", "汽車|飛機", "玫瑰|鬱金香", "許功蓋", "戴口罩|沒戴口罩"],
    "cp949": ["고양이|개", "개", "사과|바나나", "가위|바위|보", "자동차|비행기", "마스크|맨얼굴"],
    "cp866": ["кошки|собаки", "Кошки|Собаки", "кот", "Новая папка|кот 2", "ЯБЛОКИ|ГРУШИ"],
    "cp1251": ["кошки|собаки", "Кошки|Собаки", "кот|пёс", "ЯБЛОКИ|ГРУШИ"],
    "cp850": ["Água", "Äpfel|Birnen", "Café|Thé", "Øl|Vin", "Größe", "São Paulo", "maçã|pêra", "À la carte"],
    "cp437": ["Äpfel|Birnen", "Café", "naïve"],
    "cp1252": ["Café|Thé", "Äpfel|Birnen", "Água", "Größe", "maçã|pêra", "Œuf|Pâté", "À la carte"],
    "cp852": ["Łódź|Kraków", "žába|kočka"],
    "utf-8": ["猫|犬", "Äpfel", "кошки", "고양이", "قطة", "🍎 apple"],
}


@pytest.mark.parametrize(("page", "words"), [(page, words) for page, many in WORDS.items() for words in many])
def test_short_names_are_read_as_they_were_written(page: str, words: str) -> None:
    names = [f"{word}/1.png".encode(page) for word in words.split("|")]
    chosen = guess(names)
    assert [decoded(name, chosen).split("/")[0] for name in names] == words.split("|")


def test_a_name_that_is_unicode_by_chance_alone_is_weighed() -> None:
    assert "猫".encode("gbk").decode("utf-8") == "è"
    assert guess(["猫".encode("gbk")]) == "gbk"
    assert guess(["né".encode()]) == UTF8


def test_only_code_pages_that_can_be_right_are_offered() -> None:
    assert UTF8 not in possible([b"\xb5gua"])
    assert {"cp850", "cp437", "cp866"} <= set(possible([bytes(range(1, 256))]))
    assert possible([b"cats"]) == tuple(CODE_PAGES)


@given(st.lists(st.binary(max_size=12), max_size=6))
def test_whatever_the_bytes_are_there_is_a_guess_that_reads_them(names: list[bytes]) -> None:
    page = guess(names)
    assert page in possible(names)
    for name in names:
        assert isinstance(decoded(name, page), str)
