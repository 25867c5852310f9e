"""The pages of the app: titles and files."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from linreg.aliases import Translate

_HERE: Final = Path(__file__).parent


def page_titles(_: Translate) -> dict[str, str]:
    """Return the titles of the pages by URL path, in navigation order, the main page first."""
    return {
        "train": _("Training"),
        "accumulate": _("Gradients add up"),
        "autograd": _("Autograd"),
        "forward": _("model(x) calls forward"),
        "logit": _("Logit, sigmoid, softmax"),
        "pitfalls": _("Common mistakes"),
    }


def page_file(name: str) -> Path:
    """Return the file of a page.

    The folder must not be called `pages`: Streamlit treats a folder of that name beside the main script as a multipage app,
    and on the first visit runs its file without the main script.
    """
    return _HERE / "train.py" if name == "train" else _HERE / "labs" / f"{name}.py"
