"""Texts about a run: the verdict sentence, the explanation, and formatting of numbers."""
