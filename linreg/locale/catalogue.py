"""Updates the catalogues from the source: run `python -m linreg.locale.catalogue` after changing texts."""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from linreg.locale import DIRECTORY, LANGUAGES

PACKAGE = DIRECTORY.parent


def extract() -> Catalog:
    """Return all texts of the source marked with `_` or `N_`."""
    catalogue = Catalog(fuzzy=False)
    for file, _line, message, comments, context in extract_from_dir(PACKAGE, keywords={"_": None, "N_": None}):
        catalogue.add(message, locations=[(Path(file).as_posix(), 0)], auto_comments=comments, context=context)
    return catalogue


def path_of(language: str) -> Path:
    """Return the path of a language's catalogue."""
    return DIRECTORY / language / "LC_MESSAGES" / "linreg.po"


def read(language: str) -> Catalog:
    """Return the catalogue of a language."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def main() -> None:
    """Add new texts to every catalogue, drop obsolete ones, and print those without a translation."""
    for language in LANGUAGES:
        if language == "en":
            continue
        catalogue = read(language)
        dated = catalogue.creation_date
        catalogue.update(extract(), no_fuzzy_matching=True)
        catalogue.creation_date = dated  # otherwise every call would change the file
        catalogue.obsolete.clear()
        with path_of(language).open("wb") as file:
            write_po(file, catalogue, sort_by_file=True, include_lineno=False, omit_header=False, width=120)
        for message in catalogue:
            if message.id and not message.string:
                print(f"{language}: {message.id}")


if __name__ == "__main__":
    main()
