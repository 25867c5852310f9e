"""Translations: gettext catalogues, one folder a language. English is the source text.

Catalogues are compiled in memory on first use, so no compiled file can be out of date.
"""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from linreg.aliases import Translate

DIRECTORY: Final = Path(__file__).parent
LANGUAGES: Final = ("en", "ko")


@cache
def translator(language: str) -> Translate:
    """Return the function that translates English into `language`, one of LANGUAGES.

    Raises:
        ValueError: if there is no such language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {', '.join(LANGUAGES)}, got {language!r}")
    if language == "en":
        return str
    # Not above: English needs no catalogue.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (DIRECTORY / language / "LC_MESSAGES" / "linreg.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled).gettext
