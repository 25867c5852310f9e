// Streamlit sends this with every change, so it is short: the player itself is fetched once and cached.
const modules = new Map();

export default function ({ parentElement, data }) {
  if (!modules.has(data.player)) modules.set(data.player, import(new URL(data.player, location.origin)));
  const player = modules.get(data.player);
  player.then(({ update }) => update({ parentElement, data }));
  return () => player.then(({ remove }) => remove(parentElement));
}
