// Signing out takes the pages that this device keeps for a host with it; what is sealed stays.
// A small script of its own, for every page with the button.
const SOON = 1500;

async function forget() {
  const registration = await navigator.serviceWorker.getRegistration("/host/");
  if (!registration?.active) return;
  const { port1, port2 } = new MessageChannel();
  const told = new Promise((resolve) => (port1.onmessage = resolve));
  registration.active.postMessage({ act: "forget" }, [port2]);
  await Promise.race([told, new Promise((resolve) => setTimeout(resolve, SOON))]);
}

for (const form of document.querySelectorAll("form[action$='/sign-out']")) {
  form.addEventListener("submit", (event) => {
    if (!navigator.serviceWorker) return;
    event.preventDefault();
    forget().finally(() => form.submit());
  });
}
