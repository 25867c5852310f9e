"""What the page has to say before the run: values of the link that were not used."""

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


def ignored_notice(ignored: Problem, _: Translate) -> str:
    """Say which value of the link was not used. It is a stranger's text, so it is shown as code, where Markdown ends."""
    value = f"`{ignored.name}={ignored.value.replace('`', '´')}`"
    if ignored.used:
        return _("The link says {value}, which is not allowed. {name} = {default} is used instead.").format(
            value=value, name=ignored.name, default=as_text(ignored.used)
        )
    return _("The link says {value}, which is not allowed. It is left out.").format(value=value)
