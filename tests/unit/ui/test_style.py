"""The minified style sheet."""

import re

from linreg.player.assets import PLAYER
from linreg.ui.style import ORDER, SHEETS, style


def test_every_rule_is_sent_and_no_comment() -> None:
    """The minified style sheet has all rules and no comments, and is shorter by a fifth."""
    text = "".join(file.read_text(encoding="utf-8") for file in SHEETS.iterdir())
    sent = style()
    assert "/*" in text
    assert "/*" not in sent
    assert sent.startswith("<style>")
    for sign in "{};":
        assert sent.count(sign) == re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).count(sign)
    assert len(sent) < 0.8 * len(text)


def test_every_sheet_is_in_the_order() -> None:
    """The order names each file of the folder once."""
    assert sorted(ORDER) == sorted(file.stem for file in SHEETS.iterdir())


def test_no_rule_searches_the_whole_page() -> None:
    """`:has()` stands behind a class or an attribute of a small part: any change of a text below it is checked against the rule."""
    for file in [*SHEETS.iterdir(), *(PLAYER.parent / "styles").iterdir()]:
        text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        subjects = re.findall(r"([^\s,]*):has\(", text)
        assert not {"", "html", ".stApp", ".st-key-workbench", ":is(", ":not("} & set(subjects), (file.name, subjects)
