// Printing: the panels are drawn in the size of the paper, and afterwards again in that of the window.

// Return a function that stops listening.
export function onPaper(root, views) {
  const before = () => {
    root.classList.add("linreg-on-paper");
    for (const view of views()) view.fit(true);
  };
  const after = () => {
    root.classList.remove("linreg-on-paper");
    for (const view of views()) view.fit(false);
  };
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  return () => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
  };
}
