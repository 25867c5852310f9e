"""The colours: visible on light and dark backgrounds, and distinguishable by colour-blind readers."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import linreg
from linreg.panels import palette

Floats = NDArray[np.float64]

MEANINGS = {"run": palette.RUN, "theory": palette.THEORY, "data": palette.DATA}
KEPT = [look.colour for look in palette.KEPT]
BACKGROUNDS = {"light": "#ffffff", "dark": "#171614"}

COLOUR_BLINDNESS = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    "nothing": np.eye(3),
}
"""What becomes of linear RGB at severity 1. Source: G. M. Machado et al., IEEE TVCG 15 (6), 2009."""

TO_XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]])
"""From linear sRGB to CIE XYZ (IEC 61966-2-1)."""


def linear(colour: str) -> Floats:
    """Return the linear RGB of a colour such as #1f7fc4, each component 0 to 1."""
    part = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    dark, light = sorted(linear(colour) @ [0.2126, 0.7152, 0.0722] for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: Floats) -> Floats:
    """Return the CIE L*a*b* of a linear RGB colour."""
    ratio = TO_XYZ @ rgb / (TO_XYZ @ np.ones(3))
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(one: str, other: str, eyes: str) -> float:
    """Return the distance of two colours in CIE L*a*b* under a colour vision deficiency; about 2 is just noticeable."""
    seen = [lab(np.clip(np.array(COLOUR_BLINDNESS[eyes]) @ linear(colour), 0, 1)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def test_black_on_white_has_the_contrast_that_the_standard_says() -> None:
    """Contrast is 21 for black on white and 4.54 for #767676 on white; the L*a*b* distance of black and white is 100."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert difference("#000000", "#ffffff", "nothing") == pytest.approx(100, abs=0.01)


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("meaning", MEANINGS)
def test_a_colour_of_meaning_stands_out(meaning: str, background: str) -> None:
    """Run, theory and data have a contrast of at least 3 to Streamlit's light and dark backgrounds (WCAG 1.4.11)."""
    assert contrast(MEANINGS[meaning], BACKGROUNDS[background]) >= 3


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("colour", KEPT)
def test_a_colour_of_another_run_stands_out(colour: str, background: str) -> None:
    """So have the kept runs."""
    assert contrast(colour, BACKGROUNDS[background]) >= 3


@pytest.mark.parametrize("eyes", COLOUR_BLINDNESS)
@pytest.mark.parametrize(("one", "other"), list(combinations([palette.RUN, *KEPT], 2)))
def test_any_two_runs_are_told_apart(one: str, other: str, eyes: str) -> None:
    """Kept runs are at least 25 apart under every colour vision deficiency, and distinct from the current run."""
    assert difference(one, other, eyes) >= (12 if palette.RUN in (one, other) else 25)


def test_runs_have_signs_of_their_own() -> None:
    """The marker symbols of all runs differ, so colour is not needed to tell them apart."""
    signs = [look.symbol for look in palette.KEPT]
    assert len({"circle", *signs}) == len(signs) + 1


@pytest.mark.parametrize("eyes", COLOUR_BLINDNESS)
def test_run_and_theory_are_never_mistaken(eyes: str) -> None:
    """Run and theory, which overlap, are at least 80 apart under every colour vision deficiency."""
    assert difference(palette.RUN, palette.THEORY, eyes) >= 80


@pytest.mark.parametrize("eyes", COLOUR_BLINDNESS)
@pytest.mark.parametrize(("one", "other"), list(combinations(MEANINGS, 2)))
def test_any_two_meanings_are_told_apart(one: str, other: str, eyes: str) -> None:
    """Any two of run, theory and data are at least 25 apart under every colour vision deficiency."""
    assert difference(MEANINGS[one], MEANINGS[other], eyes) >= 25


@pytest.mark.parametrize("scale", [palette.BOWL, palette.BOWL_DARK])
def test_the_bowl_is_quiet(scale: tuple[tuple[float, str], ...]) -> None:
    """The greys of the bowl go from light at the bottom to dark at the top and are less saturated than any other colour."""
    stops = [linear(colour) for _place, colour in scale]
    lightness = [lab(stop)[0] for stop in stops]
    assert lightness == sorted(lightness, reverse=True)
    assert [place for place, _colour in scale][:: len(stops) - 1] == [0.0, 1.0]
    most = max(np.hypot(*lab(stop)[1:]) for stop in stops)
    assert most < min(np.hypot(*lab(linear(colour))[1:]) for colour in (palette.RUN, palette.THEORY)) / 2


@pytest.mark.parametrize(("scale", "background"), [(palette.REACHED, "#ffffff"), (palette.REACHED_DARK, "#171614")])
def test_a_map_goes_from_what_stands_out_to_what_does_not(scale: tuple[tuple[float, str], ...], background: str) -> None:
    """The closer a run came, the higher the contrast of its cell to the background: from 12 down to almost none."""
    contrasts = [contrast(colour, background) for _place, colour in scale]
    assert contrasts == sorted(contrasts, reverse=True)
    assert contrasts[0] >= 12
    assert contrasts[-1] < 1.5
    assert [place for place, _colour in scale][:: len(scale) - 1] == [0.0, 1.0]


@pytest.mark.parametrize("eyes", COLOUR_BLINDNESS)
@pytest.mark.parametrize("scale", [palette.REACHED, palette.REACHED_DARK])
def test_theory_is_told_apart_from_every_shade_of_a_map(scale: tuple[tuple[float, str], ...], eyes: str) -> None:
    """Theory's colour is at least 40 apart from each shade under every colour vision deficiency."""
    assert min(difference(palette.THEORY, palette.shade(scale, place), eyes) for place in np.linspace(0, 1, 41)) >= 40


def test_a_shade_lies_between_the_stops_of_its_scale() -> None:
    """At a stop the shade is the stop's colour, half-way it is the mean of two."""
    scale = ((0.0, "#000000"), (0.5, "#0a1428"), (1.0, "#ffffff"))
    assert [palette.shade(scale, place) for place in (0.0, 0.25, 0.5, 1.0)] == ["#000000", "#050a14", "#0a1428", "#ffffff"]


def test_the_run_stands_out_on_the_bowl() -> None:
    """On a light background the run has a contrast of 2 at least to every shade of the bowl, and of 3 where it is low."""
    assert min(contrast(palette.RUN, colour) for _place, colour in palette.BOWL) >= 2
    assert contrast(palette.RUN, palette.BOWL[0][1]) >= 3
    assert min(contrast(palette.RUN, colour) for _place, colour in palette.BOWL_DARK) >= 2


@pytest.mark.parametrize(("ghost", "background"), [(palette.GHOST, "#ffffff"), (palette.GHOST_DARK, "#0e1117")])
def test_the_ghost_is_seen_but_less_than_the_run(ghost: str, background: str) -> None:
    """The ghost has a contrast of 3 to the background of its theme, and is greyer than any run."""
    assert contrast(ghost, background) >= 3
    assert np.hypot(*lab(linear(ghost))[1:]) < min(np.hypot(*lab(linear(colour))[1:]) for colour in (palette.RUN, *KEPT)) / 1.5


def test_the_style_sheets_use_the_colours_of_the_palette() -> None:
    """The player's accent is the run's colour, and the strip beyond the bound has theory's."""
    package = Path(linreg.__file__).parent
    assert f"--linreg-accent: {palette.RUN};" in (package / "player" / "styles" / "theme.css").read_text(encoding="utf-8")
    assert palette.THEORY in (package / "ui" / "styles" / "bar.css").read_text(encoding="utf-8")
