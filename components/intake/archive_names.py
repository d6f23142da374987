"""In which code page a zip's names are written, when it doesn't say.

A name without the UTF-8 flag is bytes in the code page of whoever made the zip. If all are valid UTF-8 they
are that (macOS never sets the flag; other text is hardly ever valid by chance). Else each code page is scored
by how likely what it gives is as the name of a folder. Detectors such as charset-normalizer need a paragraph:
measured on names of one word, they read Água (850) as Chinese and 猫狗 (GBK) as Big5.
"""

import itertools
import unicodedata
from collections.abc import Callable, Iterable, Sequence

UTF8 = "utf-8"
_ALWAYS_POSSIBLE = ("cp850", "cp437", "cp866")  # every byte means something in them
CODE_PAGES = {
    UTF8: "Unicode (UTF-8)",
    "cp932": "Japanese (Shift-JIS)",
    "gbk": "Simplified Chinese (GBK)",
    "big5": "Traditional Chinese (Big5)",
    "cp949": "Korean (EUC-KR)",
    "cp866": "Cyrillic (code page 866)",
    "cp1251": "Cyrillic (Windows-1251)",
    "cp850": "Western European (code page 850)",
    "cp1252": "Western European (Windows-1252)",
    "cp852": "Central European (code page 852)",
    "cp437": "American (code page 437)",
}
_SAMPLE, _LONGEST = 300, 200  # so many names are scored, and so many bytes of each
_BY_CHANCE = 2  # so few bytes in all may be valid UTF-8 by chance: 猫 in GBK is è in UTF-8

# Signs that names of everyday things are written with; where a name is a single sign, they decide.
_COMMON = {
    "cp932": "猫犬鳥馬牛豚魚虫花木草車船山川海空人男女子手足目口耳赤青白黒黄緑茶色紫大小中上下左右前後"
    "日本月火水金土表正面裏写真画像新古良悪不品果物林檎桃梨苺葡萄蜜柑野菜米肉卵乳食飲料紙石布"
    "机椅箱鍵時計電話靴服帽傘家駅学校生先文字数練習検証訓分類機械その他リンゴバナイヌネコ",
    "gbk": "猫狗鸟马牛羊猪鸡鸭鱼虎狮象熊兔鼠蛇虫花草树木车汽船飞机火山河海天人男女孩手脚眼睛口耳红蓝"
    "绿黄白黑紫橙灰色大小中上下左右前后日月水金土苹果香蕉橘桃梨西瓜葡萄莓蔬菜米饭肉蛋奶食物饮"
    "料纸石头剪刀布书桌椅箱钥匙时钟电话脑鞋衣服帽子伞家房学校生老师文字数训练测试验证集正面反"
    "常异好坏其他类别图片照新旧杯瓶",
    "big5": "貓狗鳥馬牛羊豬雞鴨魚虎獅象熊兔鼠蛇蟲花草樹木車汽船飛機火山河海天人男女孩手腳眼睛口耳紅藍"
    "綠黃白黑紫橙灰色大小中上下左右前後日月水金土蘋果香蕉橘桃梨西瓜葡萄莓蔬菜米飯肉蛋奶食物飲"
    "料紙石頭剪刀布書桌椅箱鑰匙時鐘電話腦鞋衣服帽子傘家房學校生老師文字數訓練測試驗證集正面反"
    "常異好壞其他類別圖片照新舊杯瓶",
    "cp949": "이다는가고기사리지을은의에한하나도아인시자로서어대정수일과보해그라구상장원전조부미비우주"
    "소제여공세성신스오안선들동물개양강새말돼닭호곰토끼쥐뱀꽃풀무차배행산바람남녀손발눈코입귀"
    "빨파초노흰검란색복숭딸포채밥계음식종책열쇠화옷모집학교생님글숫훈련증평면앞뒤타분류컵병",
}
# The first bytes of the signs that each standard counts as its more usual ones, best last bytes included.
_USUAL: dict[str, Callable[[bytes], bool]] = {
    "cp932": lambda b: 0x88 <= b[0] <= 0x97,
    "gbk": lambda b: 0xB0 <= b[0] <= 0xD7 and b[1] >= 0xA1,
    "big5": lambda b: 0xA4 <= b[0] <= 0xC6,
    "cp949": lambda b: 0xB0 <= b[0] <= 0xC8 and b[1] >= 0xA1,
}
_RARER: dict[str, Callable[[bytes], bool]] = {
    "cp932": lambda b: 0x98 <= b[0] <= 0xEA,
    "gbk": lambda b: 0xD8 <= b[0] <= 0xF7 and b[1] >= 0xA1,
    "big5": lambda b: 0xC9 <= b[0] <= 0xF9,
    "cp949": lambda b: 0xCA <= b[0] <= 0xFD and b[1] >= 0xA1,
}


def guess(names: Sequence[bytes]) -> str:
    """The likeliest code page of names that don't say theirs; UTF-8 if there is nothing to guess."""
    pages = possible(names)
    words = list(dict.fromkeys(_words(names)))[:_SAMPLE]
    if UTF8 in pages and len(b"".join(words)) > _BY_CHANCE:
        return UTF8
    return max(pages, key=lambda page: sum(_score(word, page) for word in words))


def possible(names: Iterable[bytes]) -> tuple[str, ...]:
    """The code pages, likelier ones first, in which all these bytes are text."""
    joined = b"/".join(dict.fromkeys(names))
    return tuple(page for page in CODE_PAGES if page in _ALWAYS_POSSIBLE or _valid(joined, page))


def decoded(name: bytes, page: str) -> str:
    """A name in a code page; a byte that means nothing in it becomes “�”."""
    return name.decode(page, "replace")


def _valid(name: bytes, page: str) -> bool:
    try:
        name.decode(page)
    except UnicodeDecodeError:
        return False
    return True


def _words(names: Iterable[bytes]) -> Iterable[bytes]:
    """The parts of names with other bytes than ASCII. A backslash parts nothing: it may be half a sign."""
    return (part[:_LONGEST] for name in names for part in name.split(b"/") if not part.isascii())


def _score(word: bytes, page: str) -> float:
    """How likely a word is, in points for each byte that isn't ASCII; below 0: rather not."""
    text = word.decode(page, "replace")
    if page in _COMMON:
        return sum(_sign_score(letter, page) for letter in text) - 2 * _mixed(text)
    return sum(_letter_score(text, place) for place, letter in enumerate(text) if letter > "\x7f")


def _sign_score(letter: str, page: str) -> float:
    """The points of one character of a code page with two bytes a sign."""
    if letter <= "\x7f":
        return 0.0
    if letter == "�":
        return -4.0
    code = letter.encode(page)
    if len(code) == 1:  # katakana of half the width: what other pages' bytes look like in Shift-JIS
        return -1.0
    kana = "\u3041" <= letter <= "\u30ff"
    if letter in _COMMON[page] or (kana and page == "cp932"):
        return 4.0
    if kana:
        return -1.0
    if _USUAL[page](code):
        return 1.5
    return 0.0 if _RARER[page](code) else -2.0


def _mixed(text: str) -> int:
    """How often an ASCII letter stands right beside a sign: words are rarely written so."""
    pairs = itertools.pairwise(text)
    return sum(a.isalpha() and b.isalpha() and a.isascii() != b.isascii() for a, b in pairs)


def _letter_score(text: str, place: int) -> float:
    """The points of one character of a code page with one byte a character."""
    letter = text[place]
    kind = unicodedata.name(letter, "").split(" ")[0]
    if kind not in ("LATIN", "CYRILLIC") or not letter.isalpha():
        return -2.0
    before, after = text[:place][-1:], text[place + 1 : place + 2]
    beside = [other for other in (before, after) if other.isalpha()]
    if any(unicodedata.name(other, "").split(" ")[0] != kind for other in beside):
        return -2.0  # two scripts in one word
    if letter.isupper() and before.isalpha() and before.islower():
        return -1.0  # a capital in mid-word
    if not beside:
        return 0.4 if kind == "LATIN" else 0.3
    if kind == "CYRILLIC":
        return 1.2
    return 1.0 if any(other.isascii() for other in beside) else -0.5  # a Latin word isn't made of accents
