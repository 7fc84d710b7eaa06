// The dialog that takes a table: pasted, or from a file. Nothing is added before it was read without a mistake or the person agreed.
import { importCsv } from "./csv.{{ext}}";
«import type { Import } from "./csv.{{ext}}";
»
import { byId, el, fill } from "./dom.{{ext}}";
import { examples } from "./examples.{{ext}}";
import { fields, plural, singular } from "./model.{{ext}}";
«import type { Draft, Value } from "./model.{{ext}}";
import type { Actions } from "./page.{{ext}}";
»

const LARGEST_FILE = 2_000_000;

export function startImport(actions«: () => Actions | undefined»)«: void» {
  const dialog = byId«<HTMLDialogElement>»("import-dialog");
  const text = byId«<HTMLTextAreaElement>»("csv-text");
  const file = byId«<HTMLInputElement>»("csv-file");
  byId("import").addEventListener("click", () => {
    report();
    dialog.showModal();
  });
  byId("import-cancel").addEventListener("click", () => dialog.close());
  byId("csv-example").addEventListener("click", () => {
    text.value = exampleCsv();
    report();
    text.focus();
  });
  text.addEventListener("input", report);
  file.addEventListener("change", async () => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    if (chosen.size > LARGEST_FILE)
      return fill(
        byId("import-report"),
        el("p", { class: "field-problem" }, "That file is larger than 2 MB. Save a part of it and try again."),
      );
    text.value = await chosen.text();
    file.value = "";
    report();
  });
  byId("import-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const read = importCsv(text.value);
    if (read.drafts.length === 0) return report();
    actions()?.addAll(read.drafts, `Imported ${count(read.drafts.length)}.`);
    text.value = "";
    dialog.close();
  });

  function report()«: void» {
    const empty = text.value.trim() === "";
    const read«: Import» = empty ? { drafts: [], problems: [], ignored: [] } : importCsv(text.value);
    fill(
      byId("import-report"),
      !empty && el("p", {}, `${count(read.drafts.length)} can be imported.`),
      read.ignored.length > 0 && el("p", {}, `Columns without a field are left out: ${read.ignored.join(", ")}.`),
      read.problems.length > 0 &&
        el("ul", { class: "field-problem" }, ...read.problems.map((problem) => el("li", {}, problem))),
    );
    byId("import-go").textContent = read.drafts.length > 0 ? `Import ${count(read.drafts.length)}` : "Import";
  }
}

function count(number«: number»)«: string» {
  return `${number} ${number === 1 ? singular : plural}`;
}

function exampleCsv()«: string» {
  const cell = (value«: Value») =>
    /[",\n;]/.test(String(value ?? "")) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? "");
  const lines = [
    fields.map((field) => cell(field.label)),
    ...examples.map((draft«: Draft») => fields.map((field) => cell(draft[field.key]))),
  ];
  return lines.map((line) => line.join(",")).join("\n");
}
