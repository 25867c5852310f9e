"""The Share popover: the link, its QR code, and the snippet that puts the player into another page."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import segno
import streamlit as st

from linreg.locale import Translate
from linreg.ui.link import Settings, format_link


def share(settings: Settings, _: Translate) -> None:
    """Show the popover."""
    with st.popover(_("Share"), icon=":material/share:"):
        params = format_link(settings)
        link = _url(params)
        st.markdown(_("**Link** to exactly this run"))
        st.code(link, language=None, wrap_lines=True)
        code = segno.make(link, error="m").png_data_uri(scale=5, border=3)
        alt = escape(_("QR code of the link"))
        st.html(f'<img class="linreg-qr" src="{code}" alt="{alt}">')
        st.markdown(_("**Embed** it in a page"))
        address = escape(_url({**params, "embed": "true"}), quote=True)
        title = escape(_("linreg: watch PyTorch fit a line"))
        st.code(
            f'<iframe src="{address}" title="{title}" width="100%" height="760" style="border:0"></iframe>',
            language="html",
            wrap_lines=True,
        )


def _url(params: dict[str, str]) -> str:
    base = (st.context.url or "").rstrip("/") + "/"
    return f"{base}?{urlencode(params)}" if params else base
