"""The least page that has PyTorch: what the first visit is compared with."""

import streamlit as st
import torch

st.write("hello", torch.zeros(1).item())
