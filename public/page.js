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
// A text that is too long is refused here, where it still stands; the server would have to send it back.
function withinLimits(form) {
  form.querySelector("[data-too-long]")?.remove();
  for (const field of form.querySelectorAll("textarea[data-limit]")) {
    const length = [...field.value].length;
    const limit = Number(field.dataset.limit);
    if (length <= limit) continue;
    const note = document.createElement("div");
    note.className = "kit-banner";
    note.dataset.state = "stop";
    note.dataset.tooLong = "";
    note.setAttribute("role", "alert");
    const number = (n) => n.toLocaleString("en");
    note.textContent = `That text has ${number(length)} characters. The limit is ${number(limit)}; shorten it, nothing has been lost.`;
    form.prepend(note);
    field.focus();
    return false;
  }
  return true;
}
// A second click on a button that is already sending would send twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !withinLimits(form)) return event.preventDefault();
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
