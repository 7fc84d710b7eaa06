// Buttons that copy what is shown once. They are hidden until this script is there, and where the browser lets no page
// copy, as on plain http away from one's own machine.
const SAID_MS = 2000;

for (const button of document.querySelectorAll("[data-copy]")) {
  const said = button.nextElementSibling;
  let silence;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const words = await navigator.clipboard.writeText(button.dataset.copy).then(
      () => "Copied",
      () => "The browser did not copy it. Select it and copy it yourself.",
    );
    clearTimeout(silence);
    said.textContent = words;
    silence = setTimeout(() => said.replaceChildren(), words === "Copied" ? SAID_MS : 5 * SAID_MS);
  });
}
