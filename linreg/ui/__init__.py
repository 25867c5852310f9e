"""The page. Nothing else in linreg imports Streamlit."""
