// The loader, with the player's module on a disk and a page on which the test says what loads.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";

import { Element } from "./dom.js";

const FILES = { player: "player/v1/player.js", style: "player/v1/player.css", plotly: "plotly/v2/plotly.min.js" };
const LABELS = { missing: "Not loaded.", again: "Again" };
// Says what it was called with.
const MODULE = `
export const update = (component) => globalThis.calls.push(["update", component.data.value]);
export const remove = (parent) => globalThis.calls.push(["remove", parent.name]);
`;

const directories = [];
let starts = 0;
let site, mount, asked, loads, timers;

globalThis.setTimeout = (callback) => timers.push(callback);

// Import the loader anew, as a page at `site` does.
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

// Wait until something is so, which takes as many turns as the disk needs.
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

const show = (parentElement, value) => mount({ parentElement, data: { files: FILES, labels: LABELS, value } });
const address = (path) => `${pathToFileURL(site).href}/${path}`;
const noteOf = (parent) => parent.querySelector(":scope > .linreg-missing");

// Wait until so many timers run, and let their time pass.
async function passTime(count = 1) {
  await until(() => timers.length === count);
  for (const callback of timers.splice(0)) callback();
}

// Wait for the first attempt to fail, and for the second.
async function failTwice(parent) {
  const before = noteOf(parent);
  await passTime();
  await until(() => noteOf(parent) !== before);
}

test("the player is shown once its module, its style and plotly.js are there", async () => {
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

test("files are fetched once, for every change and for all players", async () => {
  const [one, other] = [place("a"), place("b")];
  show(one, 1);
  show(other, 2);
  await until(() => calls.length === 2);
  show(one, 3);
  await until(() => calls.length === 3);
  assert.deepEqual(calls, [["update", 1], ["update", 2], ["update", 3]]);
  assert.equal(asked.length, 2);
});

test("a change that comes before the files are there is the one that is shown", async () => {
  const parent = place("a");
  show(parent, 1);
  show(parent, 2);
  await until(() => calls.length === 2);
  assert.deepEqual(calls, [["update", 2], ["update", 2]]);
});

test("a file that failed is asked for once more, after a pause, under another address; the others are not", async () => {
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

test("a file that failed for two players is asked for once more, not twice", async () => {
  loads = (href) => href !== address(FILES.style);
  show(place("a"), 1);
  show(place("b"), 2);
  await passTime(2);
  await until(() => calls.length === 2);
  assert.deepEqual(asked.slice(2), [address("player/v1~1/player.css")]);
});

test("when it stays away, a note says so and offers to try again, and nothing more is asked for", async () => {
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

test("trying again shows the player, and the note goes", async () => {
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

test("trying again may fail again, and there is one note", async () => {
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

test("addresses begin where Streamlit's front end was told that its server is", async () => {
  for (const base of ["https://a.example/app", "https://a.example/app/", "https://a.example/app//"]) {
    await start({ base, src: "https://b.example/static/js/index.js" });
    asked = [];
    show(place("a"), 1);
    assert.deepEqual(asked, [`https://a.example/app/${FILES.style}`, `https://a.example/app/${FILES.plotly}`]);
    await until(() => timers.splice(0).length); // Node imports nothing from there
  }
});

test("else addresses begin where Streamlit's own script came from", async () => {
  for (const prefix of ["https://b.example", "https://b.example/some/where"]) {
    await start({ src: `${prefix}/static/js/index.Bx1.js` });
    asked = [];
    show(place("a"), 1);
    assert.deepEqual(asked, [`${prefix}/${FILES.style}`, `${prefix}/${FILES.plotly}`]);
    await until(() => timers.splice(0).length); // Node imports nothing from there
  }
});

test("only a player that has left the page is removed", async () => {
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
