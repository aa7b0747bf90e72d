// A code that came behind the # of an address, which no server sees, goes into its field.
(() => {
  const field = document.querySelector("[data-from-address]");
  const code = decodeURIComponent(location.hash.slice(1));
  if (!field || !/^[0-9A-Za-z-]{8,24}$/.test(code)) return;
  if (!field.value) field.value = code;
  for (const link of document.querySelectorAll(".languages a")) link.hash = code;
  // Not left in the address for the next person to see.
  history.replaceState(null, "", location.pathname + location.search);
})();
