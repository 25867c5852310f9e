// The part of the DOM that these tests need.

export class Element {
  constructor(tag) {
    Object.assign(this, { tag, className: "", children: [], attributes: {}, dataset: {}, style: {}, isConnected: true });
  }

  append(...children) {
    for (const child of children) if (child instanceof Element) child.parent = this;
    this.children.push(...children);
  }

  replaceChildren(...children) {
    this.children = [];
    this.append(...children);
  }

  remove() {
    this.parent.children = this.parent.children.filter((child) => child !== this);
  }

  setAttribute(name, value) {
    this.attributes[name] = value;
  }

  // Only for ":scope > .name".
  querySelector(selector) {
    const name = selector.replace(":scope > .", "");
    return this.children.find((child) => child.className === name) ?? null;
  }
}
