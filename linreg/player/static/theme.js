// Streamlit's theme, applied to the text, the marker outlines and the surface of a figure.

export class Theme {
  constructor(element) {
    const style = getComputedStyle(element);
    this.text = style.getPropertyValue("--st-text-color").trim() || style.color;
    this.background = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
    this.font = style.fontFamily;
    // For the controls drawn by the browser, such as the list of speeds.
    const [red, green, blue] = (style.color.match(/[\d.]+/g) ?? [0, 0, 0]).map(Number);
    this.isDark = red + green + blue > 382;
    element.style.colorScheme = this.isDark ? "dark" : "light";
  }

  equals(other) {
    return Boolean(other) && this.text === other.text && this.background === other.background;
  }

  // A trace may carry other values for a dark background, in meta.dark.
  trace(trace) {
    const copy = { ...trace, ...(this.isDark ? trace.meta?.dark : {}) };
    if (trace.marker?.line && !trace.marker.line.color) copy.marker = { ...trace.marker, line: { ...trace.marker.line, color: this.background } };
    return copy;
  }

  layout(layout) {
    return structuredClone({ ...layout, font: { ...layout.font, color: this.text, family: this.font } });
  }
}
