"""The texts of the page: all are in the catalogue, and all are translated."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

import linreg
from linreg.locale import LANGUAGES, translator
from linreg.locale.catalogue import extract, path_of, read

PACKAGE = Path(linreg.__file__).parent
TRANSLATED = [language for language in LANGUAGES if language != "en"]

in_every_translation = pytest.mark.parametrize("language", TRANSLATED)


def messages(language: str) -> list[Message]:
    """Return all messages of a catalogue."""
    return [message for message in read(language) if message.id]


# The catalogues


def test_the_page_speaks_english_and_korean() -> None:
    """There are two languages, and a catalogue for each but English, the source."""
    assert LANGUAGES == ("en", "ko")
    assert [folder.name for folder in sorted(path_of("en").parents[2].iterdir()) if (folder / "LC_MESSAGES").exists()] == ["ko"]


@in_every_translation
def test_every_word_of_the_source_is_translated(language: str) -> None:
    """Every marked text of the source has a translation that is not fuzzy."""
    translated = {message.id for message in messages(language) if message.string and not message.fuzzy}
    assert {message.id for message in extract() if message.id} - translated == set()


@in_every_translation
def test_no_translation_is_stale(language: str) -> None:
    """The catalogue has no obsolete messages, not even as comments."""
    assert {message.id for message in messages(language)} - {message.id for message in extract()} == set()
    assert read(language).obsolete == {}


def test_the_source_has_words() -> None:
    """The texts of the panels, the player and the page are extracted."""
    files = {Path(file).as_posix().split("/")[0] for message in extract() for file, _line in message.locations}
    assert {"panels", "player", "ui"} <= files


@in_every_translation
def test_a_translation_has_the_places_of_its_source(language: str) -> None:
    """Source and translation have the same placeholders."""
    for message in messages(language):
        places = [sorted(re.findall(r"\{[^}]*\}", text)) for text in (message.id, message.string)]
        assert places[0] == places[1], message.id


@in_every_translation
def test_a_translation_has_the_marks_of_its_source(language: str) -> None:
    """Source and translation have the same inline code and the same number of bold parts."""
    for message in messages(language):
        code = [sorted(re.findall(r"`[^`]*`", text)) for text in (message.id, message.string)]
        assert code[0] == code[1], message.id
        bold = [re.sub(r"`[^`]*`", "", text).count("**") for text in (message.id, message.string)]
        assert bold[0] == bold[1], message.id
        # What is said of a formula is plain text, in which ** is a power.
        assert bold[0] % 2 == 0 or {file for file, _line in message.locations} == {"labs/expression.py"}, message.id


@in_every_translation
def test_a_translation_is_no_copy(language: str) -> None:
    """No translation equals its source."""
    assert [message.id for message in messages(language) if message.id == message.string] == []


def test_korean_is_written_in_korean() -> None:
    """Every Korean text has Hangul, and ends in a full stop if its source does."""
    for message in messages("ko"):
        assert re.search("[가-힣]", message.string), message.id
        assert message.id.endswith(".") == message.string.endswith("."), message.id


def test_korean_has_the_words_of_the_lecture() -> None:
    """The Korean terms for gradient, learning rate and so on are used, not transliterations."""
    text = " ".join(message.string for message in messages("ko"))
    for word in ("기울기", "학습률", "비용", "역전파", "가중치", "편향", "경사 하강법", "손실"):
        assert word in text, word
    for word in (
        "그래디언트",
        "그라디언트",
        "그레이디언트",
        "러닝레이트",
        "러닝 레이트",
        "바이어스",
        "웨이트",
        "코스트",
        "백프로파게이션",
    ):
        assert word not in text, word


# The command that keeps them


def updated(package: Path) -> subprocess.CompletedProcess[str]:
    """Run `python -m linreg.locale.catalogue` on a copy of the package."""
    return subprocess.run(
        [sys.executable, "-m", "linreg.locale.catalogue"], cwd=package.parent, capture_output=True, text=True, check=True
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Copy the package."""
    return Path(shutil.copytree(PACKAGE, tmp_path / "linreg", ignore=shutil.ignore_patterns("__pycache__")))


def test_the_catalogues_are_up_to_date(copy: Path) -> None:
    """The command changes nothing and prints nothing."""
    assert updated(copy).stdout == ""
    for language in TRANSLATED:
        inside = path_of(language).relative_to(PACKAGE)
        assert (copy / inside).read_bytes() == (PACKAGE / inside).read_bytes()


def test_the_command_adds_what_is_new_and_drops_what_is_gone(copy: Path) -> None:
    """New texts are added untranslated and printed; obsolete ones are dropped."""
    source = copy / "panels" / "fit.py"
    source.write_text(source.read_text(encoding="utf-8").replace('_("Fit")', '_("A word nobody has translated")'), encoding="utf-8")
    said = updated(copy).stdout
    for language in TRANSLATED:
        assert f"{language}: A word nobody has translated\n" in said
        catalogue = (copy / path_of(language).relative_to(PACKAGE)).read_text(encoding="utf-8")
        assert 'msgid "A word nobody has translated"\nmsgstr ""' in catalogue
        assert 'msgid "Fit"' not in catalogue
        assert 'msgid "Play"' in catalogue


# Translating


def test_english_is_the_source_text() -> None:
    """English texts are unchanged."""
    assert translator("en")("One step back") == "One step back"


@in_every_translation
def test_every_message_is_looked_up(language: str) -> None:
    """The translator returns the catalogue's translation of each message."""
    _ = translator(language)
    for message in messages(language):
        assert _(message.id) == message.string


@in_every_translation
def test_a_text_that_is_in_no_catalogue_stays_as_it_is(language: str) -> None:
    """A text without translation stays English."""
    assert translator(language)("no such text") == "no such text"


@pytest.mark.parametrize("language", ["de", "", "KO", "../ko"])
def test_there_is_no_other_language(language: str) -> None:
    """Any other language is refused with an error that names it and the allowed ones."""
    with pytest.raises(ValueError, match=f"language must be one of en, ko, got '{re.escape(language)}'"):
        translator(language)


# No word past the catalogue

SHOWING = {
    "badge", "button", "caption", "checkbox", "download_button", "error", "expander", "header", "html", "info", "link_button",
    "markdown", "metric", "number_input", "page_link", "popover", "progress", "radio", "segmented_control", "select_slider",
    "selectbox", "slider", "spinner", "subheader", "success", "tabs", "text", "text_area", "text_input", "title", "toast",
    "toggle", "warning", "write",
}  # fmt: skip
"""What shows words on a Streamlit page; `code` shows programs and is not among them."""

WORDS_IN = {"label", "body", "text", "help", "placeholder", "title", "alt", "format_func"}
NAMES = {"linreg", "optimizer.zero_grad()", "backward()", "w", "3D", "EN", "한국어"}
"""Names of things and of languages, which are the same for everybody."""


def plain(node: ast.expr) -> Iterator[str]:
    """Yield the untranslated texts of an expression; of HTML, the text between the tags."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
        return
    if isinstance(node, ast.Constant | ast.JoinedStr):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "0" for part in parts)
        yield from re.findall(r'(?:alt|title|aria-label)="([^"]*)"', text)
        yield re.sub(r"<(script|style)>.*?</\1>|<[^>]*>", " ", text)
        inside = [part.value for part in parts if isinstance(part, ast.FormattedValue)]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return  # the path of a file
    else:
        inside = node.values if isinstance(node, ast.Dict) else [*ast.iter_child_nodes(node)]
    for part in inside:
        if isinstance(part, ast.expr):
            yield from plain(part)


def shown_untranslated(source: str) -> list[str]:
    """Return the texts that a module shows on the page without translating them."""
    found = []
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in SHOWING:
            first = [] if call.func.attr == "page_link" else call.args[:1]  # of a link it is the page
            shown = [*first, *(keyword.value for keyword in call.keywords if keyword.arg in WORDS_IN)]
            found += [text for part in shown for text in plain(part)]
    return [text.strip() for text in found if re.search(r"[^\W\d_]", text) and text.strip() not in NAMES]


@pytest.mark.parametrize("file", sorted((PACKAGE / "ui").rglob("*.py")), ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_no_word_of_the_page_goes_past_the_catalogue(file: Path) -> None:
    """Every text given to a Streamlit element is translated, or a proper name."""
    assert shown_untranslated(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('st.markdown("Hello")', ["Hello"]),
        ('st.markdown(_("Hello"))', []),
        ('st.slider("Epochs", 1, 2, key="epochs")', ["Epochs"]),
        ('st.toggle("optimizer.zero_grad()", help="Off")', ["Off"]),
        ('st.caption(f"lr {lr} is " + _("small"))', ["lr 0 is"]),
        ("st.html(f'<b title=\"Hi\">{label}</b>')", ["Hi"]),
        ("st.html(f'<b title=\"{x}\">{label}</b>')", []),
        ("st.html(f'<style>.a{{--b:{words}}}</style>Hi')", ["Hi"]),
        ('st.radio(_("a"), X, format_func={"en": "EN", "de": "German"}.get)', ["German"]),
        ('st.warning("  \\n".join(lines))', []),
        ('column.metric(label, "0")', []),
        ('st.html(HERE / "style.css")', []),
        ('st.page_link("train.py", label="Training")', ["Training"]),
    ],
)
def test_a_word_that_goes_past_is_found(source: str, found: list[str]) -> None:
    """The check distinguishes translated from untranslated texts."""
    assert shown_untranslated(source) == found
