"""Keeps the catalogues in step with the source: `python -m linreg.locale.catalogue` after a change of words."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from linreg.locale import DIRECTORY, LANGUAGES

PACKAGE = DIRECTORY.parent


def extract() -> Catalog:
    """Return all words of the source that are marked with `_`."""
    catalogue = Catalog(fuzzy=False)
    for file, _line, message, comments, context in extract_from_dir(PACKAGE, keywords={"_": None, "N_": None}):
        catalogue.add(message, locations=[(Path(file).as_posix(), 0)], auto_comments=comments, context=context)
    return catalogue


def path_of(language: str) -> Path:
    """Return where the catalogue of a language is."""
    return DIRECTORY / language / "LC_MESSAGES" / "linreg.po"


def read(language: str) -> Catalog:
    """Return the catalogue of a language."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def main() -> None:
    """Add what is new to every catalogue, drop what is gone, and say what is still to be translated."""
    for language in LANGUAGES:
        if language == "en":
            continue
        catalogue = read(language)
        dated = catalogue.creation_date
        catalogue.update(extract(), no_fuzzy_matching=True)
        catalogue.creation_date = dated  # or every call would change the file
        catalogue.obsolete.clear()
        with path_of(language).open("wb") as file:
            write_po(file, catalogue, sort_by_file=True, include_lineno=False, omit_header=False, width=120)
        for message in catalogue:
            if message.id and not message.string:
                print(f"{language}: {message.id}")


if __name__ == "__main__":
    main()
