"""Behaviour common to the labs' pages: links, notices and navigation."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import pytest
import streamlit
from page import Open, codes_of, components_of, links_of, panels_of, picture_of, slider_of, tables_of, texts_of

from linreg.locale import translator
from linreg.ui.pages import page_titles

pytestmark = pytest.mark.usefixtures("unheard")

LABS = [name for name in page_titles(str) if name != "train"]
PAGES = ["", *LABS]
each_lab = pytest.mark.parametrize("name", LABS)


# All labs


@each_lab
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_lab_has_its_parts(open_lab: Open, name: str, language: str) -> None:
    """A lab has a sentence, a program, a question with a folded answer, and a link to the main page, in the link's language."""
    page = open_lab(name, lang=language)
    _ = translator(language)
    assert page.session_state["lang"] == language
    assert page.code
    assert _("To think about") in texts_of(page)
    answers = [expander for expander in page.expander if expander.label == _("Show the answer")]
    assert answers
    assert not any(expander.proto.expanded for expander in answers)
    assert all(expander.markdown for expander in answers)
    assert ("", f"lang={language}") in [(to, query.split("&")[-1]) for to, query in links_of(page)]
    assert not page.warning
    assert not page.error


@each_lab
def test_a_lab_says_what_of_the_link_it_did_not_take(open_lab: Open, name: str) -> None:
    """A bad value is reported and replaced by its default; moving a control removes the notice."""
    control, bad = {
        "accumulate": ("passes", "1e9"),
        "autograd": ("source", "__import__('os').system('x')"),
        "forward": ("style", "manual"),
        "logit": ("logits", "1"),
        "pitfalls": ("mistake", "<b>none</b>"),
    }[name]
    page = open_lab(name, **{control: bad})
    (warning,) = page.warning
    assert f"`{control}={bad}`" in warning.value
    assert panels_of(page) or tables_of(page)


@each_lab
def test_a_lab_takes_no_parameter_twice(open_lab: Open, name: str) -> None:
    """A repeated parameter is ignored with a notice."""
    control = {"accumulate": "passes", "autograd": "w", "forward": "call", "logit": "p", "pitfalls": "fixed"}[name]
    assert len(open_lab(name, **{control: ["1", "0"]}).warning) == 1


def test_a_bad_language_is_named_too(open_lab: Open) -> None:
    """An unknown language is ignored with a notice."""
    (warning,) = open_lab("logit", lang="xx").warning
    assert "`lang=xx`" in warning.value


def test_a_word_about_the_link_goes_for_good(open_lab: Open) -> None:
    """After a change the notice stays away, even if the change is undone."""
    page = open_lab("accumulate", passes="x")
    assert len(page.warning) == 1
    page.toggle(key="zero_grad").set_value(True).run()
    assert not page.warning
    page.toggle(key="zero_grad").set_value(False).run()
    assert not page.warning


def test_a_stranger_s_parameters_are_left_alone(open_lab: Open) -> None:
    """Unknown parameters are neither used nor reported."""
    page = open_lab("accumulate", lr="5", utm_source="x")
    assert not page.warning
    assert slider_of(page, "passes").at == 21


@each_lab
def test_a_lab_names_its_part_of_the_notes(open_lab: Open, name: str) -> None:
    """A lab says which part of the lecture notes it is about, in Korean with the notes' own title."""
    titles = {
        "accumulate": "optimizer.zero_grad()가 필요한 이유",
        "autograd": "자동 미분(Autograd) 실습하기",
        "forward": "Class로 구현하는 선형회귀",
        "logit": "Cost function",
        "pitfalls": "파이토치로 선형 회귀 구현하기",
    }
    assert f"강의 노트: “{titles[name]}" in texts_of(open_lab(name, lang="ko"))


# Shared and embedded


@each_lab
def test_a_lab_is_shared_as_it_is(open_lab: Open, name: str) -> None:
    """The Share popover has the link to what is shown, its QR code, and an iframe of the same embedded."""
    control, value = {
        "accumulate": ("passes", "3"),
        "autograd": ("source", "w**3"),
        "forward": ("call", "forward"),
        "logit": ("p", "0.25"),
        "pitfalls": ("mistake", "item"),
    }[name]
    page = open_lab(name, **{control: value})
    query = urlencode({control: value})
    codes = codes_of(page)
    assert f"/{name}?{query}\n" in codes
    assert f'<iframe src="/{name}?{escape(query)}&amp;embed=true" title="linreg: {page.title[0].value}"' in codes
    assert any('class="linreg-qr" src="data:image/png' in html.proto.body for html in page.get("html"))


@each_lab
def test_an_embedded_lab_is_controls_picture_and_sentence(open_lab: Open, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Embedded, a lab has the same controls and picture, and no title, share, program or question."""
    whole = open_lab(name)
    monkeypatch.setattr(type(streamlit.context), "is_embedded", property(lambda _context: True))
    page = open_lab(name)
    assert not page.code or name == "pitfalls"
    assert not page.expander
    assert not links_of(page)
    assert "nb_epochs" not in codes_of(page)
    sentence = texts_of(page).splitlines()[0]
    assert sentence
    assert sentence in texts_of(whole)
    # Of the pictures of the logit lab only those with controls.
    assert {*panels_of(page)} == {panel for panel in panels_of(whole) if not panel.startswith("claim")}
    assert tables_of(page) == (tables_of(whole) if name == "forward" else [])
    sliders = [shown["key"] for shown in components_of(whole, "options")]
    # The logits have a text field in a frame, where there is no room for their sliders.
    assert [shown["key"] for shown in components_of(page, "options")] == [key for key in sliders if not key.startswith("z")]
    for kind in ("toggle", "selectbox", "text_area", "text_input"):
        assert [widget.key for widget in page.get(kind)] == [widget.key for widget in whole.get(kind)]


# Between the pages


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_navigation_leads_to_each_page_as_it_was_left(open_lab: Open, language: str) -> None:
    """The links say the settings with which a page was left, and the language chosen: arriving adds nothing to the address."""
    page = open_lab("accumulate", lang=language, passes="3")
    page.query_params.clear()
    page.query_params.update({"lang": language})
    page.switch_page("labs/logit.py").run()
    lang = f"lang={language}"
    links = dict(links_of(page)[: len(PAGES)])
    assert links == {
        "": f"epochs=1&{lang}",
        "accumulate": f"passes=3&{lang}",
        **dict.fromkeys(["autograd", "forward", "logit", "pitfalls"], lang),
    }


def test_a_lab_does_not_lose_what_was_set_on_the_main_page(open_page: Open) -> None:
    """The main page keeps its settings during a visit to a lab with a zero_grad of its own."""
    page = open_page(lr="0.15", epochs="30", style="linear")
    page.switch_page("labs/accumulate.py").run()
    page.toggle(key="zero_grad").set_value(False).run()
    page.query_params.clear()
    page.switch_page("train.py").run()
    assert slider_of(page, "lr").at == 0.15
    assert page.button_group(key="style").value == "linear"
    assert page.toggle(key="zero_grad").value is True
    assert not page.exception


def test_a_lab_is_found_as_it_was_left(open_lab: Open) -> None:
    """A lab keeps its controls between visits; parameters of a link take precedence."""
    page = open_lab("autograd")
    page.text_area(key="source").set_value("w**5").run()
    page.query_params.clear()
    page.switch_page("labs/logit.py").run()
    page.query_params.clear()
    page.switch_page("labs/autograd.py").run()
    assert page.text_area(key="source").value == "w**5"
    page.switch_page("labs/logit.py").run()
    page.query_params.clear()
    page.query_params.update({"w": "3"})
    page.switch_page("labs/autograd.py").run()
    assert page.text_area(key="source").value == "y = w**2; z = 2*y + 5"


def test_many_points_of_one_s_own_outlive_the_browser_s_back(open_page: Open) -> None:
    """Points too many for a link are restored in the same session when the browser goes back."""
    points = "_".join(f"{n}.123456~{n}.654321" for n in range(450))
    page = open_page(data=points, epochs="3", lr="0.000001")
    shown = picture_of(page)["run"]
    page.query_params.clear()
    page.switch_page("labs/accumulate.py").run()
    page.query_params.clear()
    page.query_params.update({"data": "own", "epochs": "3", "lr": "0.000001"})
    page.switch_page("train.py").run()
    assert picture_of(page)["run"] == shown
    assert not any("is not allowed" in warning.value for warning in page.warning)
    assert "`data=own`" in open_page(data="own").warning[0].value


def test_the_main_page_leads_to_the_lab_that_explains_it(open_page: Open) -> None:
    """The linked labs depend on zero_grad, the style and divergence."""

    def labs(**parameters: str) -> list[str]:
        return [to for to, _query in links_of(open_page(epochs="60", **parameters))[len(PAGES) :]]

    assert labs() == ["autograd"]
    assert labs(style="module") == ["forward"]
    assert labs(zero_grad="false") == ["accumulate", "autograd"]
    assert labs(lr="5") == ["autograd", "pitfalls"]
