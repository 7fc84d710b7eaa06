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
    const number = (n) => n.toLocaleString("en");
    form.insertAdjacentHTML(
      "afterbegin",
      `<div class="kit-banner" data-state="stop" data-too-long role="alert">That text has ${number(length)} characters. The limit is ${number(limit)}; shorten it, nothing has been lost.</div>`,
    );
    field.focus();
    return false;
  }
  return true;
}
// A second click would send twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !withinLimits(form)) return event.preventDefault();
  if (form.dataset.sending) return event.preventDefault();
  form.dataset.sending = "yes";
  form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-busy", "true"));
});
// Forms of a page that comes back are still marked.
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sending]").forEach((form) => {
    delete form.dataset.sending;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
});
// For pages that have it; a recorded room waits to be seen.
for (const part of ["copy", "mentions"]) if (document.querySelector(`[data-${part}]`)) import(`/${part}.js`);
const room = document.querySelector("[data-replay]");
const see = ([at], eye) => at.isIntersecting && (eye.disconnect(), import("/replay.js"));
if (room) new IntersectionObserver(see).observe(room);
// A listing opens over the list that it was chosen from. Its address is that of its own page, which a small screen shows.
let sheet;
const shown = location.pathname + location.search;
document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".market-body .market-card h3 > a");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || innerWidth < 860) return;
  event.preventDefault();
  openSheet(link);
});
async function openSheet(link) {
  sheet = document.createElement("dialog");
  const [mine, title] = [sheet, document.title];
  mine.className = "kit-dialog kit-dialog-wide market-sheet";
  mine.setAttribute("aria-label", link.textContent);
  mine.innerHTML =
    '<div class="kit-dialog-head"><a class="kit-button kit-button-small">Open as a page</a><button class="kit-button kit-button-quiet kit-button-icon" aria-label="Close"><svg class="kit-icon" aria-hidden="true"><use href="/icons.svg#close"></use></svg></button></div><div class="kit-dialog-body" aria-busy="true"><div class="kit-skeleton kit-skeleton-title"></div><div class="kit-skeleton kit-skeleton-block"></div></div>';
  const [head, body] = mine.children;
  head.firstChild.href = link.href;
  head.lastChild.onclick = () => history.back();
  mine.onclick = (event) => {
    if (event.target === mine) history.back();
    const jump = event.target.closest('a[href^="#"]');
    if (!jump) return;
    event.preventDefault();
    mine.querySelector(jump.hash)?.scrollIntoView();
  };
  mine.oncancel = (event) => (event.preventDefault(), history.back());
  mine.onclose = () => (mine.remove(), (document.title = title), (sheet = undefined));
  document.body.append(mine);
  history.pushState(null, "", link.href);
  mine.showModal();
  const text = await fetch(link.href).then((answer) => answer.text(), () => "");
  const page = new DOMParser().parseFromString(text, "text/html");
  const part = page.querySelector(".market-detail");
  if (mine !== sheet) return;
  if (!part) return location.reload();
  document.title = page.title;
  body.replaceChildren(part);
  body.removeAttribute("aria-busy");
}
addEventListener("popstate", () => {
  if (sheet) sheet.close();
  else if (location.pathname + location.search !== shown) location.reload();
});
