// A question mark whose text is shown under the pointer, with the focus and by a tap, and hidden by Escape.

import { make, write } from "./make.js";

const DRAWN =
  '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10"/><path d="M9.1 9a3 3 0 0 1 5.8 1c0 2-2.9 3-2.9 3M12 17h0"/></svg>';

let count = 0;

export class Tip {
  constructor(parent) {
    this.root = make("span", "linreg-tip", parent);
    this.button = make("button", "linreg-tip-button", this.root, { type: "button" });
    this.button.innerHTML = DRAWN;
    this.text = make("span", "linreg-tip-text", this.root, { role: "tooltip", id: `linreg-tip-${(count += 1)}` });
    this.button.setAttribute("aria-describedby", this.text.id);
    const { root, button } = this;
    root.onpointerenter = ({ pointerType }) => pointerType === "mouse" && this.open(true);
    root.onpointerleave = ({ pointerType }) => pointerType === "mouse" && this.open(false);
    button.onfocus = () => button.matches(":focus-visible") && this.open(true);
    button.onblur = () => this.open(false);
    // The focus of a tap comes before its click.
    button.onclick = ({ pointerType }) => pointerType !== "mouse" && this.open(this.text.hidden);
    this.onKey = ({ key }) => key === "Escape" && this.open(false);
    // Not every browser gives a button the focus that was tapped.
    this.onPress = ({ target }) => root.contains(target) || this.open(false);
    this.open(false);
  }

  set(text, name) {
    this.root.hidden = !text;
    write(this.text, text ?? "");
    this.button.setAttribute("aria-label", name);
  }

  open(isOpen) {
    this.text.hidden = !isOpen;
    const listen = isOpen ? "addEventListener" : "removeEventListener";
    document[listen]("keydown", this.onKey);
    document[listen]("pointerdown", this.onPress);
  }

  remove() {
    this.open(false);
  }
}
