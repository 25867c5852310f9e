"""Runs side by side: a table of the current run and the kept runs, which can be renamed and removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import Final

import streamlit as st

from linreg import Run, RunConfig, Theory
from linreg.aliases import Translate
from linreg.config import SETTINGS
from linreg.link import LONGEST_NAME
from linreg.outcome import outcome
from linreg.panels import Kept
from linreg.panels.palette import KEPT as LOOKS
from linreg.panels.palette import RUN
from linreg.settings import MOST_KEPT, KeptRun, Settings, differing
from linreg.ui.table import table
from linreg.ui.widgets import KEPT
from linreg.words.numbers import number

SYMBOLS: Final = {"circle": "●", "square": "■", "diamond": "◆", "cross": "✚", "x": "✖"}


def keep_button(settings: Settings, _: Translate) -> None:
    """Show the button that keeps the current run on the picture."""
    full = len(settings.kept) >= MOST_KEPT
    st.button(
        _("Keep this run"),
        icon=":material/add_chart:",
        key="keep",
        disabled=full or any(kept.config == settings.config for kept in settings.kept),
        help=_("It stays on the picture beside your next runs. At most {most} runs.").format(most=MOST_KEPT),
        on_click=_set,
        args=((*settings.kept, KeptRun("", settings.config)),),
    )


def _set(kept: tuple[KeptRun, ...]) -> None:
    st.session_state[KEPT] = kept


def side_by_side(run: Run, theory: Theory, kept: Sequence[Kept], settings: Settings, _: Translate) -> None:
    """Show the table of the runs on the picture, and the popover for renaming and removing kept runs."""
    if not kept:
        return
    names = names_of([settings.config, *(item.config for item in settings.kept)], _)
    rows = [(RUN, "circle", _("This run"), names[0], run, theory)]
    for look, item, differs, other in zip(LOOKS, settings.kept, names[1:], kept, strict=False):
        name = item.name or _kept_as(len(rows), _)
        rows.append((look.colour, look.symbol, name, differs, other.run, other.theory))
    head = [_("Run"), _("Settings"), "W", "b", _("Cost"), _("Epochs to within 0.001 of least squares")]
    table(_("Runs side by side"), head, [_row(*row) for row in rows])
    with st.popover(_("Rename or remove"), icon=":material/edit:"):
        for place, item in enumerate(settings.kept):
            _edit(place, item, settings, _)


def _row(colour: str, symbol: str, name: str, differs: str, run: Run, theory: Theory) -> list[str]:
    arrived = outcome(run, theory).arrived
    W, b = run.final
    numbers = [number(W), number(b), number(run.final_cost), "–" if arrived is None else str(arrived)]
    sign = f'<span aria-hidden="true" style="color:{colour}">{SYMBOLS[symbol]}</span>'
    return [f"{sign} {escape(name)}", escape(differs), *numbers]


def _edit(place: int, item: KeptRun, settings: Settings, _: Translate) -> None:
    others = settings.kept[:place] + settings.kept[place + 1 :]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name: str = st.text_input(
            _("Name of kept {number}").format(number=place + 1),
            item.name,
            max_chars=LONGEST_NAME,
            placeholder=_kept_as(place + 1, _),
            key=f"_name_{place}_{item.config.digest()}",
        )
        st.button(
            _("Remove"), icon=":material/close:", key=f"_remove_{place}_{item.config.digest()}", on_click=_set, args=(others,)
        )
    printable = "".join(character for character in name if character.isprintable()).strip()
    if printable != item.name:
        renamed = (*settings.kept[:place], replace(item, name=printable), *settings.kept[place + 1 :])
        _set(renamed)
        st.rerun()


def _kept_as(number: int, _: Translate) -> str:
    return _("Kept {number}").format(number=number)


def names_of(configs: Sequence[RunConfig], _: Translate) -> list[str]:
    """Return for each config the settings in which the configs differ, such as "lr 0.1, Adam"."""
    names = differing(configs)
    texts = ([SETTINGS[name].describe(config.value(name), _) for name in names] for config in configs)
    return [", ".join(text for text in parts if text) or _("the same") for parts in texts]
