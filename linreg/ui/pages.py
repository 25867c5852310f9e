"""The pages of the app: what they are called, and where their files are."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from linreg.aliases import Translate

_HERE: Final = Path(__file__).parent


def page_titles(_: Translate) -> dict[str, str]:
    """Return the title of every page by its name in the link, in the order of the navigation; the main page first."""
    return {
        "train": _("Training"),
        "accumulate": _("Gradients add up"),
        "autograd": _("Autograd"),
        "forward": _("model(x) calls forward"),
        "logit": _("Logit, sigmoid, softmax"),
        "pitfalls": _("What goes wrong"),
    }


def page_file(name: str) -> Path:
    """Return the file of a page.

    None is in a folder called `pages`: beside the script of an app, Streamlit takes such a folder for all there is, and on the
    first visit runs a file of it alone.
    """
    return _HERE / "train.py" if name == "train" else _HERE / "labs" / f"{name}.py"
