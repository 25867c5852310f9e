"""The minified style sheet."""

import re
from pathlib import Path

import linreg.ui.style
from linreg.ui.style import style


def test_every_rule_is_sent_and_no_comment() -> None:
    """The minified style sheet has all rules and no comments, and is shorter by a fifth."""
    text = (Path(linreg.ui.style.__file__).parent / "style.css").read_text(encoding="utf-8")
    sent = style()
    assert "/*" in text
    assert "/*" not in sent
    assert sent.startswith("<style>")
    for sign in "{};":
        assert sent.count(sign) == re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).count(sign)
    assert len(sent) < 0.8 * len(text)
