"""The choice of data: presets, and the user's own points."""

from __future__ import annotations

import math
from typing import Final

import streamlit as st

from linreg import PRESETS, Dataset
from linreg.aliases import Translate
from linreg.data.points import MAX_POINTS, PointsError, Table, check_points, read_csv, read_text
from linreg.ui.held import is_long
from linreg.ui.notices import as_text, css_text
from linreg.ui.state import own_points, set_data
from linreg.ui.widgets import OWN

_WAYS: Final = ("table", "paste", "csv")


def data_menu(_: Translate) -> None:
    """Show the menu of data sets."""
    names = data_names(_)
    st.selectbox(
        _("Data"),
        [*PRESETS, *([OWN] if own_points() else [])],
        format_func=names.__getitem__,
        key="data",
        label_visibility="collapsed",
    )


def own_points_button(data: Dataset, _: Translate) -> None:
    """Show the button for editing own points, initially `data`."""
    if st.button(_("Your own points …"), icon=":material/edit:", key="edit_points"):
        st.dialog(_("Your own points"), width="medium")(_own_points)(data, _)


def data_names(_: Translate) -> dict[str, str]:
    """Return the titles of the data sets by name."""
    anscombe = _("Anscombe's quartet, {number}")
    return {
        "notes": _("The notes: three points"),
        "noisy": _("A noisy line"),
        "outlier": _("One outlier"),
        **{f"anscombe-{number}": anscombe.format(number=number) for number in (1, 2, 3, 4)},
        "hubble": _("Galaxies, Hubble 1929"),
        "cars": _("Stopping distances, 1930"),
        OWN: _("Your own points"),
    }


def _own_points(data: Dataset, _: Translate) -> None:
    """Show the dialog with its three ways to enter points. Invalid points show an error and leave the data unchanged."""
    ways = {"table": _("Table"), "paste": _("Paste"), "csv": _("CSV file")}
    way = st.segmented_control(
        _("How"), _WAYS, format_func=ways.__getitem__, default="table", required=True, key="_way", label_visibility="collapsed"
    )
    try:
        points = _edited(data, _) if way == "table" else _pasted(_) if way == "paste" else _uploaded(_)
    except PointsError as error:
        points = None
        # The message quotes untrusted input.
        st.error(as_text(str(error)))
    if points is not None:
        st.caption(_("{count} points").format(count=len(points)))
        if is_long(points):
            st.caption(_("So many points may not fit into a link. If you close or reload the page, they are lost: keep the file."))
    # Not in a callback: the click may also submit text typed just before, which must be parsed first.
    if st.button(_("Use these points"), type="primary", key="use_points") and points is not None:
        set_data(points)
        st.rerun()


def _edited(data: Dataset, _: Translate) -> Dataset:
    st.caption(_("Edit or add rows. Empty rows are ignored. At most {count} points.").format(count=MAX_POINTS))
    table = st.data_editor(
        {"x": data.x.tolist(), "y": data.y.tolist()},
        # Not "dynamic": the header of its checkbox column has no accessible name.
        num_rows="add",
        column_config={name: st.column_config.NumberColumn(format="%.6g") for name in ("x", "y")},
        height=320,
        key="_points",
    )
    rows = [
        (line, x, y)
        for line, (x, y) in enumerate(zip(table["x"], table["y"], strict=True), start=1)
        if not (_empty(x) and _empty(y))
    ]
    lines, xs, ys = zip(*rows, strict=True) if rows else ((), (), ())
    return check_points(xs, ys, OWN, lines=lines, _=_)


def _empty(cell: float | None) -> bool:
    return cell is None or math.isnan(cell)


def _pasted(_: Translate) -> Dataset | None:
    text: str = st.text_area(_("One point a line: x, y"), height=260, placeholder="1, 2\n2, 4\n3, 6", key="_pasted")
    return _columns(read_text(text, _), _) if text.strip() else None


def _uploaded(_: Translate) -> Dataset | None:
    # Streamlit says in English only that a file is too large.
    refusal = css_text(_("This file cannot be taken. It may have at most 1 MB."))
    st.html(f"<style>.st-key-_uploaded{{--linreg-refusal:{refusal}}}</style>")
    # Any file type: the content is checked, not the name.
    file = st.file_uploader(_("CSV file, at most 1 MB"), max_upload_size=1, key="_uploaded")
    return _columns(read_csv(file.getvalue(), _), _) if file else None


def _columns(table: Table, _: Translate) -> Dataset:
    """Return the points of a table; if it has more than two columns, show the choice of two."""
    x, y = table.columns[:2]
    if len(table.columns) > 2:
        left, right = st.columns(2)
        x = left.selectbox(_("Column of x"), table.columns, index=0, key="_column_x")
        y = right.selectbox(_("Column of y"), table.columns, index=1, key="_column_y")
    return table.points(x, y, OWN, _)
