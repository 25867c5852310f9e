"""The JavaScript of the player and of its loader, by its own tests."""

from __future__ import annotations

from pathlib import Path

from node import node

TESTS = Path(__file__).parents[1] / "js"


def test_every_test_in_javascript_passes() -> None:
    """Node runs the tests of each file in tests/js, and none fails or is left out."""
    files = sorted(TESTS.glob("*.test.js"))
    assert files
    ran = node("--test", "--test-timeout=60000", "--test-reporter=spec", *map(str, files))
    assert ran.returncode == 0, ran.stdout
    for none in ("skipped 0", "todo 0"):
        assert none in ran.stdout, ran.stdout
