"""A picture as one HTML file that plays offline, with the player, plotly.js and the steps inlined."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from html import escape
from pathlib import Path
from typing import Final

from linreg.aliases import Translate
from linreg.panels import Picture
from linreg.player.assets import PLAYER, PLOTLY, compressed, content, style_sheet
from linreg.player.labels import labels

_BESIDE: Final = re.compile(r"""(["'])\./([\w-]+\.js)\1""")
_RELATIVE: Final = re.compile(r"""["'`]\.\.?/""")

_PAGE: Final = """\
<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' data:; \
style-src 'unsafe-inline'; img-src data: blob:">
<title>{title}</title>
<style>
:root {{
  color-scheme: light dark;
  --st-font: system-ui, sans-serif;
  --st-text-color: #31333f;
  --st-background-color: #ffffff;
}}
@media (prefers-color-scheme: dark) {{
  :root {{ --st-text-color: #fafafa; --st-background-color: #0e1117; }}
}}
body {{ margin: 1rem; background: var(--st-background-color); color: var(--st-text-color); font-family: var(--st-font); }}
h1 {{ font-size: 1.25rem; }}
.linreg-panel figcaption::after, .linreg-tools .linreg-resetStart {{ display: none; }}
.linreg-panel :is(.linreg-plot, .nsewdrag) {{ cursor: default !important; }}
{css}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
<div id="linreg"></div>
</main>
<script type="importmap">{modules}</script>
<script type="text/plain" id="plotly">{plotly}</script>
<script type="module">
import {{ update }} from "player.js";
const packed = Uint8Array.from(atob(document.getElementById("plotly").textContent), (character) => character.charCodeAt(0));
const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
const plotly = Object.assign(document.createElement("script"), {{ textContent: await new Response(unpacked).text() }});
document.head.append(plotly);
update({{ parentElement: document.getElementById("linreg"), data: {data} }});
</script>
</body>
</html>
"""


def standalone(picture: Picture, title: str, text: str, lang: str, _: Translate = str) -> str:
    """Return a self-contained HTML page that plays a picture.

    Args:
        picture: the picture.
        title: the heading, plain text.
        text: a paragraph under it, plain text.
        lang: the language of the texts, for the `lang` attribute.
        _: translates the texts of the controls.
    """
    return _PAGE.format(
        lang=escape(lang),
        title=escape(title),
        text=escape(text),
        css=content(style_sheet("player.css")).decode(),
        plotly=b64encode(compressed((PLOTLY,))).decode("ascii"),  # 2 MB instead of 5
        modules=_as_script({"imports": modules()}),
        data=_as_script({"picture": picture.to_dict(), "labels": labels(_)}),
    )


def modules(directory: Path = PLAYER) -> dict[str, str]:
    """Return the address of each JavaScript module of a directory by its name: the address holds all of the module.

    A page that is opened from a disk may not import files, but it may import the names in its import map. Nothing lies beside
    such an address, so that "./clock.js" in a module becomes "clock.js".

    Raises:
        ValueError: a module names another file in a way that is not known here.
    """
    addresses = {}
    for file in sorted(directory.glob("*.js")):
        source = _BESIDE.sub(r"\1\2\1", file.read_text(encoding="utf-8"))
        if unknown := _RELATIVE.search(source):
            raise ValueError(f"{file.name}: {source[unknown.start() :].splitlines()[0]}")
        addresses[file.name] = f"data:text/javascript;base64,{b64encode(source.encode()).decode('ascii')}"
    return addresses


def _as_script(value: object) -> str:
    # Escaped so that no text can end the script or open a comment.
    return json.dumps(value, allow_nan=False).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
