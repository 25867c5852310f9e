"""The page's entry: its frame and its language. `app.py` serves it; Streamlit runs it anew on every change."""

from pathlib import Path

import streamlit as st

from linreg.ui.state import restore

HERE = Path(__file__).parent

st.set_page_config(page_title="linreg", page_icon=str(HERE / "icon.svg"), layout="wide", initial_sidebar_state="auto")
restore()
st.html(HERE / "style.css")
page = st.navigation([st.Page(HERE / "pages" / "train.py", title="linreg", default=True)], position="hidden")
page.run()
