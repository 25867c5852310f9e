"""The player: plain JavaScript that shows panels and plays them together, without a build step. It knows no Streamlit."""
