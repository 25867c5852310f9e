// Streamlit's theme, applied to the text and the marker outlines of a figure.

export class Theme {
  constructor(element) {
    const style = getComputedStyle(element);
    this.text = style.getPropertyValue("--st-text-color").trim() || style.color;
    this.background = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
    this.font = style.fontFamily;
    // For the controls drawn by the browser, such as the list of speeds.
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
