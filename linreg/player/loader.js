// Streamlit sends this with every change, so it is short: the player itself is fetched once and cached.
const modules = new Map();

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  if (!modules.has(data.player)) modules.set(data.player, import(new URL(data.player, location.origin)));
  const player = modules.get(data.player);
  player.then(({ update }) => update({ parentElement, data, setStateValue, setTriggerValue }));
  // On a busy machine Streamlit may clean up and mount again in the same place. Only a player that has left the page goes.
  return () => setTimeout(() => parentElement.isConnected || player.then(({ remove }) => remove(parentElement)));
}
