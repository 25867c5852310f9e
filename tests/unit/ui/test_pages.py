"""The files of the pages."""

import ast
from pathlib import Path

import linreg.ui


def test_no_expression_stands_alone() -> None:
    """Streamlit's magic writes an expression on the page, also where its configuration is not read."""
    folder = Path(linreg.ui.__file__).parent
    for file in [folder / "main.py", folder / "train.py", *(folder / "labs").glob("*.py")]:
        body = ast.parse(file.read_text(encoding="utf-8")).body[1:]
        assert not [node.lineno for node in body if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Call)], file
