"""The first visitor of a fresh server finds everything imported: many at once would find some of it half imported."""

import subprocess
import sys

from server import ROOT

FIRST_VISIT = """\
import sys
from linreg.ui.warm import warm
from streamlit.testing.v1 import AppTest

warm()
before = set(sys.modules)
page = AppTest.from_file("linreg/ui/main.py", default_timeout=120).run()
assert not page.exception
print(*sorted(set(sys.modules) - before))
"""


def test_the_first_visit_imports_nothing() -> None:
    """After warming up, the main page needs no module but one with which Streamlit looks for components."""
    visit = subprocess.run([sys.executable, "-c", FIRST_VISIT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert visit.stdout.split() in ([], ["streamlit.components.v2.manifest_scanner"])
