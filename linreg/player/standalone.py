"""A picture as one HTML file that plays offline, with the player, plotly.js and the steps inlined."""

from __future__ import annotations

import json
import re
from html import escape
from typing import Final

from linreg.aliases import Translate
from linreg.panels import Picture
from linreg.player.assets import PLAYER, PLOTLY
from linreg.player.labels import labels

MODULES: Final = ("steps", "clock", "theme", "transport", "pick", "panel-view", "stage", "player")
"""The player's modules, each after its imports."""

_IMPORT: Final = re.compile(r"^import .*;\n", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export ", re.MULTILINE)

_PAGE: Final = """\
<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; \
img-src data: blob:">
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
.linreg-panel figcaption::after {{ display: none; }}
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
<script>{plotly}</script>
<script type="module">
{modules}
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
        css=(PLAYER / "player.css").read_text(encoding="utf-8"),
        plotly=(PLOTLY / "plotly.min.js").read_text(encoding="utf-8").replace("</script", "<\\/script"),
        modules=bundle(),
        data=_as_script({"picture": picture.to_dict(), "labels": labels(_), "follow": False}),
    )


def bundle() -> str:
    """Return the player's modules concatenated into one: a page opened from disk cannot import modules."""
    sources = ((PLAYER / f"{name}.js").read_text(encoding="utf-8") for name in MODULES)
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", source)) for source in sources)


def _as_script(value: object) -> str:
    # Escaped so that no text can end the script or open a comment.
    return json.dumps(value, allow_nan=False).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
