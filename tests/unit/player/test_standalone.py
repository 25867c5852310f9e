"""The modules of the page that plays offline."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from pathlib import Path

import pytest
from node import node

from linreg import RunConfig, analyse, record
from linreg.panels import draw
from linreg.player.assets import PLAYER
from linreg.player.standalone import modules, standalone

LINKED = """
import { registerHooks } from "node:module";
const { imports } = %s;
registerHooks({ resolve: (name, context, next) => next(imports[name] ?? name, context) });
console.log(Object.keys(await import("%s")).join());
"""


def source_of(address: str) -> str:
    """Return the text that an address holds."""
    return b64decode(address.removeprefix("data:text/javascript;base64,")).decode()


@pytest.fixture(scope="module")
def page() -> str:
    """Return a page."""
    run = record(RunConfig(epochs=3))
    return standalone(draw(run, analyse(run.config), "contour"), "title", "text", "en")


@pytest.mark.parametrize("name", ["player.js", "still.js"])
def test_every_import_is_found(page: str, name: str) -> None:
    """With the page's own import map, a module finds all that it imports, and they all that they do."""
    (found,) = re.findall('<script type="importmap">(.*)</script>', page)
    linked = node("--input-type=module", script=LINKED % (found, name))
    assert (linked.returncode, linked.stdout) == (0, "remove,update\n"), linked.stdout


def test_the_page_may_load_its_modules(page: str) -> None:
    """Its policy allows the addresses that hold the modules, and its script imports one of their names."""
    assert re.search("script-src [^;]*data:", page)
    assert set(re.findall('import .* from "(.*)"', page)) <= set(modules())


def test_each_module_is_whole() -> None:
    """Each file is there under its own name, changed in nothing but how it names the others."""
    assert list(modules()) == sorted(file.name for file in PLAYER.glob("*.js"))
    for name, address in modules().items():
        assert source_of(address) == (PLAYER / name).read_text(encoding="utf-8").replace('"./', '"'), name


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('import { a } from "./a.js";', 'import { a } from "a.js";'),
        ("import {\n  a,\n} from './a-b.js'", "import {\n  a,\n} from 'a-b.js'"),
        ('import"./a.js"', 'import"a.js"'),
        ('export * from "./a.js";', 'export * from "a.js";'),
        ('const a = await import("./a.js");', 'const a = await import("a.js");'),
    ],
)
def test_each_form_of_import_is_known(tmp_path: Path, source: str, expected: str) -> None:
    """Another file is named by its bare name, whatever the form of the import."""
    (tmp_path / "m.js").write_text(source, encoding="utf-8")
    assert source_of(modules(tmp_path)["m.js"]) == expected


@pytest.mark.parametrize(
    "source", ['import "../a.js";', 'import("./" + name);', "import(`./${name}.js`);", 'import "./deep/a.js";']
)
def test_what_would_not_be_found_is_refused(tmp_path: Path, source: str) -> None:
    """A module that names another file in any other way is an error here, not in the browser."""
    (tmp_path / "m.js").write_text(f"// one\n{source}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^m\.js: "):
        modules(tmp_path)


def test_text_cannot_end_the_script(page: str) -> None:
    """The map and the data hold no "<": nothing in them closes the script that they stand in."""
    inside = re.findall('<script type="importmap">(.*?)</script>', page) + re.findall("data: (.*) }\\);", page)
    assert len(inside) == 2
    for text in inside:
        assert "<" not in text
        json.loads(text)
