"""The player: plain JavaScript that shows and plays panels together. No build step, no Streamlit."""
