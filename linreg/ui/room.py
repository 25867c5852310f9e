"""What the server needs of its machine before anything else: a folder for temporary files, which PyTorch asks for."""

from __future__ import annotations

import sys
import tempfile


def check_room() -> None:
    """End the process with one line that says why, if no temporary file can be written."""
    try:
        tempfile.gettempdir()
    except OSError as error:
        said = f"linreg cannot start: {error.strerror}. Is the disk full? Set TMPDIR to a folder that can be written."
        print(said, file=sys.stderr, flush=True)  # what `sys.exit` is given, Streamlit does not print
        sys.exit(1)
