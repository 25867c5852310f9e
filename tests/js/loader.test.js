// The loader, with a player module on disk and a page where the test decides which files load.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";

import { Element } from "./dom.js";

const FILES = { player: "player/v1/player.js", style: "player/v1/player.css", plotly: "plotly/v2/plotly.min.js" };
const LABELS = { missing: "Not loaded.", again: "Again" };
// Records its calls.
const MODULE = `
export const update = (component) => globalThis.calls.push(["update", component.data.value]);
export const remove = (parent) => globalThis.calls.push(["remove", parent.name]);
`;

const directories = [];
let starts = 0;
let site, mount, asked, loads, timers;

globalThis.setTimeout = (callback) => timers.push(callback);

// Import a fresh loader, as a page load does; `src` and `base` are two ways to find the server.
async function start({ src, base } = {}) {
  globalThis.document = {
    createElement: (tag) => new Element(tag),
    head: {
      append(element) {
        const address = element.href ?? element.src;
        asked.push(address);
        setImmediate(() => (loads(address) ? element.onload() : element.onerror()));
      },
    },
    querySelector: (selector) => (selector === "script[src*='/static/js/']" && src ? { src } : null),
  };
  globalThis.__streamlit = base && { BACKEND_BASE_URL: base };
  delete globalThis.linreg;
  mount = (await import(`../../linreg/ui/loader.js?${(starts += 1)}`)).default;
}

async function serve(directory) {
  await mkdir(join(site, "player", directory), { recursive: true });
  await writeFile(join(site, "player", directory, "player.js"), MODULE);
}

beforeEach(async () => {
  site = await mkdtemp(join(tmpdir(), "linreg-"));
  directories.push(site);
  asked = [];
  timers = [];
  loads = () => true;
  globalThis.calls = [];
  await serve("v1");
  await start({ base: pathToFileURL(site).href });
});

after(() => Promise.all(directories.map((directory) => rm(directory, { recursive: true }))));

// Wait until a condition holds.
async function until(isSo) {
  for (const end = Date.now() + 5000; !isSo(); ) {
    if (Date.now() > end) assert.fail(`it never came to ${isSo}`);
    await new Promise(setImmediate);
  }
}

const settle = async () => {
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
};

function place(name) {
  return Object.assign(new Element("div"), { name });
}

const show = (parentElement, value) => mount({ parentElement, data: [{ files: FILES, labels: LABELS, value }] });
const address = (path) => `${pathToFileURL(site).href}/${path}`;
const noteOf = (parent) => parent.querySelector(":scope > .linreg-missing");

// Wait until `count` timers are set, and fire them.
async function passTime(count = 1) {
  await until(() => timers.length === count);
  for (const callback of timers.splice(0)) callback();
}

// Let the first and the second attempt fail.
async function failTwice(parent) {
  const before = noteOf(parent);
  await passTime();
  await until(() => noteOf(parent) !== before);
}

test("the player is shown once its module, its style sheet and plotly.js are loaded", async () => {
  show(place("a"), 1);
  await until(() => calls.length);
  assert.deepEqual(calls, [["update", 1]]);
  assert.deepEqual(asked, [address(FILES.style), address(FILES.plotly)]);
});

test("without one of the files the player is not shown", async () => {
  for (const missing of ["player.css", "plotly.min.js"]) {
    loads = (href) => !href.endsWith(missing);
    await start({ base: pathToFileURL(site).href });
    const parent = place("a");
    show(parent, 1);
    await failTwice(parent);
    assert.deepEqual(calls, []);
  }
});

test("a component that does not plot is shown without plotly.js", async () => {
  const { player, style } = FILES;
  mount({ parentElement: place("a"), data: [{ files: { player, style }, labels: LABELS, value: 1 }] });
  await until(() => calls.length);
  assert.deepEqual(asked, [address(FILES.style)]);
});

test("files are fetched once for all changes and all players", async () => {
  const [one, other] = [place("a"), place("b")];
  show(one, 1);
  show(other, 2);
  await until(() => calls.length === 2);
  show(one, 3);
  await until(() => calls.length === 3);
  assert.deepEqual(calls, [["update", 1], ["update", 2], ["update", 3]]);
  assert.equal(asked.length, 2);
});

test("the latest change before the files are loaded is shown", async () => {
  const parent = place("a");
  show(parent, 1);
  show(parent, 2);
  await until(() => calls.length === 2);
  assert.deepEqual(calls, [["update", 2], ["update", 2]]);
});

test("only a failed file is requested again, after a pause, at another address", async () => {
  loads = (href) => href !== address(FILES.plotly);
  show(place("a"), 1);
  await until(() => timers.length);
  await settle();
  assert.equal(asked.length, 2);
  await passTime();
  await until(() => calls.length);
  assert.deepEqual(asked, [address(FILES.style), address(FILES.plotly), address("plotly/v2~1/plotly.min.js")]);
});

test("a module that failed is imported from another address", async () => {
  await rm(join(site, "player", "v1"), { recursive: true });
  await serve("v1~1");
  const parent = place("a");
  show(parent, 1);
  await passTime();
  await until(() => calls.length || noteOf(parent));
  assert.deepEqual(calls, [["update", 1]]);
  assert.equal(noteOf(parent), null);
});

test("a file that failed for two players is requested once more, not twice", async () => {
  loads = (href) => href !== address(FILES.style);
  show(place("a"), 1);
  show(place("b"), 2);
  await passTime(2);
  await until(() => calls.length === 2);
  assert.deepEqual(asked.slice(2), [address("player/v1~1/player.css")]);
});

test("after the second failure a note offers to try again, and nothing more is requested", async () => {
  loads = (href) => !href.includes("plotly");
  const parent = place("a");
  parent.append(place("what was there"));
  show(parent, 1);
  await failTwice(parent);
  const count = asked.length;
  await settle();
  assert.deepEqual([asked.length, timers.length], [count, 0]);
  const [note] = parent.children;
  assert.deepEqual(parent.children, [note]);
  assert.equal(note.role, "alert");
  const [text, , button] = note.children;
  assert.deepEqual([text, button.tag, button.textContent], ["Not loaded.", "button", "Again"]);
});

test("trying again shows the player and removes the note", async () => {
  loads = (href) => !href.includes("plotly");
  const parent = place("a");
  show(parent, 1);
  await failTwice(parent);
  loads = () => true;
  noteOf(parent).children[2].onclick();
  await until(() => calls.length);
  assert.deepEqual(calls, [["update", 1]]);
  assert.equal(noteOf(parent), null);
  assert.equal(asked.at(-1), address("plotly/v2~2/plotly.min.js"));
});

test("the next change tries again, too", async () => {
  loads = (href) => !href.includes("plotly");
  const parent = place("a");
  show(parent, 1);
  await failTwice(parent);
  loads = () => true;
  show(parent, 2);
  await until(() => calls.length);
  assert.deepEqual(calls, [["update", 2]]);
  assert.equal(noteOf(parent), null);
});

test("if trying again fails, there is still one note", async () => {
  loads = (href) => !href.includes("plotly");
  const parent = place("a");
  show(parent, 1);
  await failTwice(parent);
  const note = noteOf(parent);
  note.children[2].onclick();
  await failTwice(parent);
  assert.equal(parent.children.length, 1);
  assert.equal(new Set(asked).size, asked.length);
});

test("addresses start with the server's address in Streamlit's front end", async () => {
  for (const base of ["https://a.example/app", "https://a.example/app/", "https://a.example/app//"]) {
    await start({ base, src: "https://b.example/static/js/index.js" });
    asked = [];
    show(place("a"), 1);
    assert.deepEqual(asked, [`https://a.example/app/${FILES.style}`, `https://a.example/app/${FILES.plotly}`]);
    await until(() => timers.splice(0).length); // Node imports nothing from there
  }
});

test("without it, addresses start with the address of Streamlit's script", async () => {
  for (const prefix of ["https://b.example", "https://b.example/some/where"]) {
    await start({ src: `${prefix}/static/js/index.Bx1.js` });
    asked = [];
    show(place("a"), 1);
    assert.deepEqual(asked, [`${prefix}/${FILES.style}`, `${prefix}/${FILES.plotly}`]);
    await until(() => timers.splice(0).length); // Node imports nothing from there
  }
});

test("clean-up removes a player only if it has left the page", async () => {
  const [gone, mountedAgain] = [place("gone"), place("mounted again")];
  const cleanUps = [show(gone, 1), show(mountedAgain, 2)];
  await until(() => calls.length === 2);
  for (const cleanUp of cleanUps) cleanUp();
  gone.isConnected = false;
  await passTime(2);
  await until(() => calls.length > 2);
  await settle();
  assert.deepEqual(calls.slice(2), [["remove", "gone"]]);
});
