// Shows one page at a time, by the part of the address after #.

function pages()«: HTMLElement[]» {
  return [...document.querySelectorAll«<HTMLElement>»("[data-page]")];
}

function show() {
  const wanted = location.hash.slice(1);
  const all = pages();
  const current = all.find((page) => page.dataset.page === wanted) ?? all[0];
  for (const page of all) page.hidden = page !== current;
  for (const link of document.querySelectorAll«<HTMLAnchorElement>»(".site-nav a")) {
    if (link.hash.slice(1) === current?.dataset.page) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

export function startPages() {
  addEventListener("hashchange", () => {
    show();
    scrollTo(0, 0);
  });
  show();
}
