// People of the room, offered behind an `@`. If the request fails, fields stay plain.
const MOST = 6;
// As the server reads it: an `@` in an address names nobody.
const BEGUN = /(?:^|[^\p{L}\p{N}_\-./@\\])@([\p{L}\p{N}_-]*)$/u;
const list = document.getElementById("offered");
let asked, people, field, at, left, active;

function look({ target }) {
  const before = target.value.slice(0, target.selectionStart);
  const letters = BEGUN.exec(before)?.[1].toLowerCase();
  at = before.lastIndexOf("@");
  if (letters === undefined) return close();
  if (at === left) return;
  asked ??= fetch(target.dataset.mentions)
    .then((answer) => answer.json())
    .then((found) => (people = found.people) && target.matches(":focus") && look({ target }), () => {});
  const place = (one) => `${one.username} ${one.displayName}`.toLowerCase().indexOf(letters);
  const found = people?.filter((one) => place(one) >= 0).sort((a, b) => place(a) - place(b));
  if (!found?.length) return close();
  list.replaceChildren(...found.slice(0, MOST).map(option));
  target.after(list);
  list.scrollIntoView({ block: "nearest" });
  // With nothing to offer, it is a text of lines.
  field = Object.assign(target, { role: "combobox", ariaExpanded: true });
  mark(list.firstChild);
}

function option({ username, displayName }, n) {
  const row = document.createElement("li");
  const words = `@${username} `;
  row.textContent = displayName === username ? words : words + displayName;
  row.onclick = () => {
    field.setSelectionRange(at, field.selectionEnd);
    // The browser can undo this. Its event closes the list.
    if (document.execCommand("insertText", false, words)) return;
    field.setRangeText(words, at, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input"));
  };
  return Object.assign(row, { id: list.id + n, className: "kit-menu-item", role: "option" });
}

function mark(row) {
  if (active) active.ariaSelected = false;
  active = row;
  row.ariaSelected = true;
  field.setAttribute("aria-activedescendant", row.id);
}

function close() {
  for (const name of ["role", "aria-expanded", "aria-activedescendant"]) field?.removeAttribute(name);
  list.replaceChildren();
  field = left = undefined;
}

function press(event) {
  if (!field || event.isComposing) return;
  const act = {
    ArrowDown: () => mark(active.nextSibling ?? list.firstChild),
    ArrowUp: () => mark(active.previousSibling ?? list.lastChild),
    Enter: () => active.click(),
    Tab: () => active.click(),
    Escape: () => (close(), (left = at)),
  }[event.key];
  if (act && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    act();
  } else if (/Arrow|Home|End|Page/.test(event.key)) close();
}

list.onmousedown = () => false; // The caret stays.
for (const each of document.querySelectorAll("[data-mentions]")) {
  Object.assign(each, { ariaAutoComplete: "list", oninput: look, onkeydown: press, onclick: close, onblur: close });
}
