"""The page. Nothing else in linreg, but for the player's mount function, imports Streamlit."""
