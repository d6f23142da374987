"""The README's table of pages, written from the table of topics: `python -m tests.readme`."""

from pathlib import Path

from components.topics import BUILT

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- pages: written by python -m tests.readme -->\n", "<!-- end of pages -->\n"


def table() -> str:
    """A line for each page: its title, its claim, the screens in their order."""
    rows = ["| page | what it shows | screens |", "| --- | --- | --- |"]
    for topic in BUILT:
        screens = ", ".join(f"*{entry.name}*" for entry in topic.screens)
        rows.append(f"| {topic.title} | {topic.claim} | {screens} |")
    return "\n".join(rows) + "\n"


def main() -> None:
    """Write it between its marks."""
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    README.write_text(before + BEGIN + table() + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
