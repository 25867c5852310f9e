// A panel as a PNG or SVG file, drawn by Plotly itself in the colours of the page.

const BAND = 52; // pixels over the plot for title and settings
const LINE = 15; // more for each further line of settings
const LETTERS = 90; // in a line
const SCALE = 2; // of a PNG
const LEAST = { width: 640, height: 400 }; // for the title to have room; a panel on a phone is smaller

// A 3D panel is a bitmap: an SVG file of it would only wrap one.
export const formatsOf = (panel) => (panel.figure.layout.scene ? ["png"] : ["png", "svg"]);

// Break a row of settings into lines.
export function linesOf(caption) {
  const lines = [""];
  for (const part of caption.split(" · ")) {
    const line = [lines.at(-1), part].filter(Boolean).join(" · ");
    if (line.length <= LETTERS || !lines.at(-1)) lines[lines.length - 1] = line;
    else lines.push(part);
  }
  return lines;
}

const plain = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

// Return the data URL of a panel as it stands.
export function pictureOf(view, caption, theme, format) {
  const { Plotly, plot, panel } = view;
  const layout = structuredClone(plot.layout);
  const camera = plot._fullLayout.scene?._scene?.getCamera?.();
  if (camera) layout.scene.camera = camera;
  const lines = linesOf(caption);
  const band = BAND + LINE * (lines.length - 1);
  Object.assign(layout, {
    paper_bgcolor: theme.background,
    margin: { ...layout.margin, t: (layout.margin?.t ?? 0) + band },
    title: {
      text: plain(panel.title),
      subtitle: { text: lines.map(plain).join("<br>"), font: { size: 11 } },
      font: { size: 16 },
      x: 0,
      xanchor: "left",
      xref: "container",
      pad: { l: 12, t: 14 },
      y: 1,
      yanchor: "top",
      yref: "container",
    },
  });
  const width = Math.max(plot.clientWidth, LEAST.width);
  const height = band + Math.min(Math.max(plot.clientHeight, LEAST.height), 0.75 * width);
  return Plotly.toImage({ data: plot.data, layout }, { format, width, height, scale: format === "svg" ? 1 : SCALE });
}

// Offer a file to keep.
export function save(url, name) {
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  if (url.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
