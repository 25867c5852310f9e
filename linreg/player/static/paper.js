// Printing: the panels are drawn in the size of the paper, and afterwards again in that of the window.

// Return a function that stops listening.
export function onPaper(root, views) {
  const fit = ({ type }) => {
    const printing = type === "beforeprint";
    root.classList.toggle("linreg-on-paper", printing);
    for (const view of views()) view.fit(printing);
  };
  for (const type of ["beforeprint", "afterprint"]) addEventListener(type, fit);
  return () => {
    for (const type of ["beforeprint", "afterprint"]) removeEventListener(type, fit);
  };
}
