// What plain pages gain from a script. Each of them works without it.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && field.matches?.("textarea[data-submit-on-enter]")) {
    event.preventDefault();
    field.form?.requestSubmit();
  }
  if (event.key === "Escape") document.querySelectorAll("details.kit-menu-host[open]").forEach((menu) => (menu.open = false));
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.kit-menu-host[open]")) if (!menu.contains(event.target)) menu.open = false;
});
// A second click on a button that is already sending would send twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.dataset.sending) return event.preventDefault();
  form.dataset.sending = "yes";
  form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-busy", "true"));
});
// The page may come back from the browser's memory with its forms still marked.
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sending]").forEach((form) => {
    delete form.dataset.sending;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
});
