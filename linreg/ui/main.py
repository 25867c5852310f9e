"""The entry script: page configuration, language and navigation. `app.py` serves it; Streamlit reruns it on every change."""

from pathlib import Path

import streamlit as st

from linreg.locale import translator
from linreg.turns import TURNS
from linreg.ui.pages import page_file, page_titles
from linreg.ui.state import hold, is_first_picture, restore_language
from linreg.ui.style import style
from linreg.ui.warm import WARMING

HERE = Path(__file__).parent

st.set_page_config(page_title="linreg", page_icon=str(HERE / "icon.svg"), layout="wide")
hold()
restore_language()
st.html(style())
titles = page_titles(translator(st.session_state.lang))
pages = [st.Page(page_file(name), title=title, url_path=name, default=name == "train") for name, title in titles.items()]
# Streamlit's own navigation is hidden: its links have no parameters, so every visit would make two history entries.
page = st.navigation(pages, position="hidden")
if not is_first_picture(page.url_path):
    WARMING.wait_for_all()
with TURNS.page():
    page.run()
WARMING.go_on()
