"""Notices at the top of a page: values of the link that were not used."""

from __future__ import annotations

import streamlit as st

from linreg.aliases import Translate
from linreg.settings import Problem


def notices(ignored: list[Problem], _: Translate) -> None:
    """Show which values of the link were not used."""
    if ignored:
        st.warning("  \n".join(ignored_notice(value, _) for value in ignored), icon=":material/link_off:")


def as_text(text: str) -> str:
    """Escape Markdown."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>$:#|~" else letter for letter in text)


def css_text(text: str) -> str:
    r"""Return a text as a string of CSS, which may stand in a style element.

    >>> print(css_text("<b>"))
    "\3c b\3e "
    """
    return '"' + "".join(f"\\{ord(letter):x} " if letter in '"\\<>&\n' else letter for letter in text) + '"'


def ignored_notice(ignored: Problem, _: Translate) -> str:
    """Return a sentence about a value of the link that was not used. The value is untrusted, so it is shown as inline code."""
    value = f"`{ignored.name}={ignored.value.replace('`', '´')}`"
    if ignored.used:
        return _("The link says {value}, which is not allowed. {name} = {default} is used instead.").format(
            value=value, name=ignored.name, default=as_text(ignored.used)
        )
    return _("The link says {value}, which is not allowed. It is ignored.").format(value=value)
