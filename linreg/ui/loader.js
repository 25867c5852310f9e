// The Streamlit component. It is sent with every change, so it is short; it fetches the other files once for all players.
const files = (globalThis.linreg ??= new Map());

// The server's address as Streamlit's front end found it: a proxy may add a prefix unknown to the server.
const script = document.querySelector("script[src*='/static/js/']");
const site = (globalThis.__streamlit?.BACKEND_BASE_URL ?? new URL("../..", script.src).href).replace(/\/+$/, "");

// Fetch a file once. After a failure the next attempt uses another address: browsers cache a failed module.
function fetchOnce(path, how) {
  const file = files.get(path) ?? { attempts: 0 };
  files.set(path, file);
  const [directory, version, name] = path.split("/");
  const address = () => `${site}/${directory}/${version}${file.attempts ? `~${file.attempts}` : ""}/${name}`;
  file.promise ??= how(address()).catch((error) => {
    file.attempts += 1;
    file.promise = null;
    throw error;
  });
  return file.promise;
}

const put = (tag, attributes) => (href) =>
  new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes(href));
    element.onload = resolve;
    element.onerror = () => reject(new Error(href));
    document.head.append(element);
  });

async function load({ player, style, plotly }) {
  const [module] = await Promise.all([
    fetchOnce(player, (src) => import(src)),
    fetchOnce(style, put("link", (href) => ({ rel: "stylesheet", href }))),
    plotly && fetchOnce(plotly, put("script", (src) => ({ src }))), // not every component plots
  ]);
  return module;
}

const PAUSE = 800; // milliseconds before the second attempt

function offerToTryAgain(parent, { missing, again }, retry) {
  const note = document.createElement("p");
  note.className = "linreg-missing";
  note.role = "alert";
  const button = Object.assign(document.createElement("button"), { textContent: again, onclick: retry });
  note.append(missing, " ", button);
  parent.replaceChildren(note);
}

export default function (component) {
  const { parentElement } = component;
  const [data] = component.data; // see ui/components.py
  parentElement.linreg = { ...component, data, site }; // the latest, shown by any attempt
  const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE));
  const show = () =>
    load(data.files)
      .catch(() => pause().then(() => load(data.files)))
      .then(
        ({ update }) => {
          parentElement.querySelector(":scope > .linreg-missing")?.remove();
          update(parentElement.linreg);
        },
        () => offerToTryAgain(parentElement, data.labels, show),
      );
  show();
  // On a busy machine Streamlit may clean up and mount again in place: remove only a player that has left the page.
  return () => setTimeout(() => parentElement.isConnected || load(data.files).then(({ remove }) => remove(parentElement)));
}
