// Streamlit's theme, applied to the text, the marker outlines and the surface of a figure.

const AXES = ["xaxis", "yaxis", "zaxis"];
const TEXT = 12; // pixels: the size for which the margins of the figures are made

export class Theme {
  constructor(element) {
    const style = getComputedStyle(element);
    this.text = style.getPropertyValue("--st-text-color").trim() || style.color;
    this.background = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
    this.font = style.fontFamily;
    // In the lecture view the texts of the panels are as large as those of the page.
    const size = style.getPropertyValue("--linreg-text") ? parseFloat(style.fontSize) : TEXT;
    this.scale = size / TEXT;
    // For the controls drawn by the browser, such as the list of speeds.
    const [red, green, blue] = (style.color.match(/[\d.]+/g) ?? [0, 0, 0]).map(Number);
    this.isDark = red + green + blue > 382;
    element.style.colorScheme = this.isDark ? "dark" : "light";
  }

  equals(other) {
    return Boolean(other) && ["text", "background", "scale"].every((name) => this[name] === other[name]);
  }

  // A trace may carry other values for a dark background, in meta.dark.
  trace(trace) {
    const copy = { ...trace, ...(this.isDark ? trace.meta?.dark : {}) };
    const outline = trace.marker?.line && !trace.marker.line.color ? { line: { ...trace.marker.line, color: this.background } } : {};
    if (trace.marker) copy.marker = { ...trace.marker, ...outline };
    if (this.scale === 1) return copy;
    const larger = Math.sqrt(this.scale); // lines and markers need to grow less than letters
    if (trace.marker?.size > 0) copy.marker.size = trace.marker.size * larger;
    if (copy.line?.width) copy.line = { ...copy.line, width: copy.line.width * larger };
    return copy;
  }

  layout(layout) {
    const { font, margin, scene } = layout;
    const grown = ([side, pixels]) => [side, pixels * this.scale];
    // Plotly enlarges the ticks of a scene more than other text.
    const ticks = { tickfont: { size: TEXT * Math.sqrt(this.scale) } };
    const axis = (name) => [name, { ...scene[name], ...ticks }];
    const larger = scene && this.scale !== 1 ? { scene: { ...scene, ...Object.fromEntries(AXES.map(axis)) } } : {};
    return structuredClone({
      ...layout,
      ...larger,
      font: { ...font, size: TEXT * this.scale, color: this.text, family: this.font },
      ...(margin ? { margin: Object.fromEntries(Object.entries(margin).map(grown)) } : {}),
    });
  }
}
