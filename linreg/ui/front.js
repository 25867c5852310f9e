// Stands in the page itself, before Streamlit's scripts: where the server is, and what may be told to Streamlit's front end.
(() => {
  const root = location.origin + location.pathname.replace(PAGE, "/");
  // Known from the start, Streamlit does not search for its server. The page may tell it to try again (connection.js), and says
  // itself that the connection is lost, in place of Streamlit's dialog.
  window.__streamlit ??= {
    BACKEND_BASE_URL: root,
    HOST_CONFIG: { allowedOrigins: [...HOSTS, location.origin], useExternalAuthToken: false, blockErrorDialogs: true },
  };
})();
