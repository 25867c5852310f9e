"""The page for Streamlit Community Cloud, which installs the requirements.txt beside this file and runs `streamlit run` on it."""

import sys
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount

# Streamlit looks for modules beside the file that it runs.
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app import app as page

# Streamlit recognises an app by this call in its source.
app = Starlette(routes=[Mount("/", page)], lifespan=page.lifespan())
