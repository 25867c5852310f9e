"""The Share popover: the link, its QR code, the iframe snippet, and downloads of the run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from html import escape
from urllib.parse import urlencode

import segno
import streamlit as st

from linreg import Run
from linreg.aliases import Translate
from linreg.export import to_csv
from linreg.link import LONGEST_LINK, format_link
from linreg.panels import Picture
from linreg.player.standalone import standalone
from linreg.settings import Settings
from linreg.ui.pages import page_titles
from linreg.words.sentence import without_marks

QR_HOLDS = 1200
"""Longest link, in characters, whose QR code can still be scanned from a projector."""


def share(settings: Settings, run: Run, picture: Picture, sentence: str, _: Translate) -> None:
    """Show the popover."""
    with st.popover(_("Share"), icon=":material/share:", key="share"):
        link(settings, _)
        st.markdown(_("**Download**"))
        with st.container(horizontal=True):
            downloads(run, picture, sentence, _)


def link(settings: Settings, _: Translate) -> None:
    """Show the link of the ordinary page as text, QR code and iframe snippet; if it is too long, offer the points as CSV."""
    params = format_link(replace(settings, view="page"))
    address = _url(params, "train")
    if len(address) > LONGEST_LINK:
        st.warning(
            _(
                "With this many points the link would have {length} characters, more than the {most} that every browser "
                "and messenger accepts. Download the points as CSV and send the file."
            ).format(length=len(address), most=LONGEST_LINK)
        )
        dataset = settings.config.dataset
        points = "x,y\n" + "".join(f"{x!r},{y!r}\n" for x, y in zip(dataset.x.tolist(), dataset.y.tolist(), strict=True))
        st.download_button(
            _("Points as CSV"),
            points,
            "linreg-points.csv",
            "text/csv",
            on_click="ignore",
            icon=":material/download:",
            key="download_points",
        )
        return
    st.markdown(_("**Link** to exactly this run"))
    offer(params, "train", 520, _)


def share_lab(name: str, params: Mapping[str, str | Sequence[str]], _: Translate) -> None:
    """Show the popover of a lab.

    Args:
        name: name of the page.
        params: query parameters of the link to what it shows.
        _: translates.
    """
    with st.popover(_("Share"), icon=":material/share:", key="share"):
        st.markdown(_("**Link** to exactly what you see"))
        offer(params, name, 500, _)


def offer(params: Mapping[str, str | Sequence[str]], page: str, height: int, _: Translate) -> None:
    """Show a link to a page as text, QR code and iframe snippet.

    Args:
        params: query parameters of the link.
        page: name of the page.
        height: height of the iframe in pixels.
        _: translates.
    """
    address = _url(params, page)
    st.code(address, language=None, wrap_lines=True)
    if code := qr_code(address, _):
        st.html(code)
    st.markdown(_("**Embed** it in a page"))
    source = escape(_url({**params, "embed": "true"}, page), quote=True)
    title = _("linreg: watch PyTorch fit a line") if page == "train" else f"linreg: {page_titles(_)[page]}"
    st.code(
        f'<iframe src="{source}" title="{escape(title)}" width="100%" height="{height}" style="border:0"></iframe>',
        language=None,
        wrap_lines=True,
    )


def qr_code(address: str, _: Translate) -> str:
    """Return the QR code of an address as an HTML image; "" if the address is too long."""
    if len(address) > QR_HOLDS:
        return ""
    alt = escape(_("QR code of the link"))
    return f'<img class="linreg-qr" src="{_drawn(address)}" alt="{alt}">'


@lru_cache(maxsize=100)
def _drawn(address: str) -> str:
    """Return the QR code of an address as a data URI, one pixel a module: the style sheet enlarges it."""
    code: str = segno.make(address, error="m" if len(address) < 400 else "l").png_data_uri(scale=1, border=3)
    return code


def on_paper(settings: Settings, picture: Picture, _: Translate) -> None:
    """Show what a printed page says beside panels and verdict: the settings, the link and its QR code."""
    address = _url(format_link(replace(settings, view="page")), "train")
    code = qr_code(address, _)
    link = escape(address) if code else ""
    st.html(f'<div class="linreg-paper"><p>{escape(picture.settings)}<br>{link}</p>{code}</div>')


def downloads(run: Run, picture: Picture, sentence: str, _: Translate) -> None:
    """Show the download buttons. The files are generated on click."""
    name = f"linreg-{run.config.digest()}"
    lang: str = st.session_state.lang
    title = _("linreg: watch PyTorch fit a line")
    st.download_button(
        _("Every step as CSV"),
        lambda: to_csv(run),
        f"{name}.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/table:",
        key="download_csv",
    )
    st.download_button(
        _("Animation as HTML"),
        lambda: standalone(picture, title, without_marks(sentence), lang, _),
        f"{name}.html",
        "text/html",
        on_click="ignore",
        icon=":material/movie:",
        key="download_html",
        help=_("One file of about 2 MB that plays offline."),
    )


def _url(params: Mapping[str, str | Sequence[str]], page: str) -> str:
    """Return the address of a page; the one of the main page ends in a slash."""
    here = (st.context.url or "").rstrip("/")
    base = f"{here}/" if page == "train" else here or f"/{page}"
    return f"{base}?{urlencode(params, doseq=True)}" if params else base
