"""A minimal page that imports torch: the baseline of the first visit."""

import streamlit as st
import torch

st.write("hello", torch.zeros(1).item())
