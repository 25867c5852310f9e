"""A static table that scrolls horizontally, also by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st


def table(label: str, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Show a table.

    Args:
        label: accessible name.
        titles: column headers, plain text.
        rows: rows of cells in HTML; user input must be escaped. The first cell is the row header.
    """
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in titles)
    body = "".join(f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>' for name, *cells in rows)
    st.html(
        f'<div class="linreg-table" tabindex="0" role="region" aria-label="{escape(label)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
