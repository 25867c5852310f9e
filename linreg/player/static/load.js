// What a page needs before anything can be drawn: plotly.js and the style sheet, each fetched once.

const loading = new Map();

// Put a script or a style sheet into the page, once; resolves when it is there.
function load(tag, attributes) {
  const key = JSON.stringify(attributes);
  if (!loading.has(key)) {
    loading.set(
      key,
      new Promise((resolve, reject) => {
        const element = Object.assign(document.createElement(tag), attributes);
        element.onload = resolve;
        element.onerror = () => reject(new Error(`could not load ${key}`));
        document.head.append(element);
      }),
    );
  }
  return loading.get(key);
}

// A page that stands alone has all of it already, and nobody to tell.
export function ready(plotly) {
  if (!plotly) return Promise.resolve();
  const style = new URL("player.css", import.meta.url).href;
  return Promise.all([load("script", { src: plotly }), load("link", { rel: "stylesheet", href: style })]);
}
