"""A table to read: it scrolls sideways where it does not fit, and the keyboard can scroll it too."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st


def table(label: str, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Show a table.

    Args:
        label: what it is, for those who hear it.
        titles: of the columns.
        rows: of cells, which are HTML: what they hold of a person's text must have been escaped. The first names the row.
    """
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in titles)
    body = "".join(f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>' for name, *cells in rows)
    st.html(
        f'<div class="linreg-table" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
