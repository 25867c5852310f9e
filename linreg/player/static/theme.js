// Streamlit's theme, for the parts of a figure that have no meaning of their own: text, and the rim around a marker.

export class Theme {
  constructor(element) {
    const style = getComputedStyle(element);
    this.text = style.getPropertyValue("--st-text-color").trim() || style.color;
    this.background = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
    this.font = style.fontFamily;
    // The browser draws the scrubber and the list of speeds: tell it on which ground.
    const [red, green, blue] = (style.color.match(/[\d.]+/g) ?? [0, 0, 0]).map(Number);
    element.style.colorScheme = red + green + blue > 382 ? "dark" : "light";
  }

  equals(other) {
    return Boolean(other) && this.text === other.text && this.background === other.background;
  }

  trace(trace) {
    const copy = { ...trace };
    if (trace.marker?.line) copy.marker = { ...trace.marker, line: { ...trace.marker.line, color: this.background } };
    return copy;
  }

  layout(layout) {
    return structuredClone({ ...layout, font: { ...layout.font, color: this.text, family: this.font } });
  }
}
