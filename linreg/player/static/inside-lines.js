// The four lines of the loop, each with its numbers.

import { make } from "./make.js";

function write(tag, parent, text) {
  const element = make(tag, "", parent);
  element.textContent = text;
  return element;
}

// A paragraph, or a table { head, rows }.
function block(parent, content) {
  if (typeof content === "string") return write("p", parent, content);
  const table = make("table", "", parent);
  const row = (part, cells, tag) => {
    const line = make("tr", "", part);
    return cells.map((cell) => write(tag, line, cell));
  };
  if (content.head.length) for (const title of row(make("thead", "", table), content.head, "th")) title.scope = "col";
  const body = make("tbody", "", table);
  for (const cells of content.rows) row(body, cells, "td");
  return table;
}

export class Lines {
  count = 4;

  constructor(parent) {
    this.list = make("ol", "linreg-lines", parent, { tabindex: 0 }); // it scrolls
    this.lines = Array.from({ length: this.count }, () => {
      const item = make("li", "linreg-line", this.list);
      return { item, code: make("code", "", item), body: make("div", "", item) };
    });
  }

  set(code, label) {
    this.list.setAttribute("aria-label", label);
    this.lines.forEach((line, i) => (line.code.textContent = code[i]));
  }

  // The numbers of each line, as blocks.
  show(numbers) {
    this.lines.forEach(({ body }, i) => {
      body.replaceChildren();
      for (const content of numbers[i]) block(body, content);
    });
  }

  // Light a line, and hide the numbers of those after it. 0: light none, hide none. null: hide all.
  light(lit) {
    const state = (place) => {
      if (lit === null || (lit > 0 && place > lit)) return "later";
      return place === lit ? "now" : "done";
    };
    this.lines.forEach(({ item }, i) => (item.dataset.state = state(i + 1)));
    if (lit) this.scrollTo(this.lines[lit - 1].item, lit === 1);
  }

  scrollTo(item, toTop) {
    const below = item.offsetTop + item.offsetHeight - this.list.clientHeight;
    if (toTop || this.list.scrollTop < below) this.list.scrollTop = Math.min(below, item.offsetTop);
  }
}
