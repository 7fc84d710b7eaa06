// Starts the dashboard: figures and charts over the records that are shown, so that every filter moves them too.
import { charts } from "./chart-list.{{ext}}";
import { drawChart } from "./charts.{{ext}}";
import { byId, el, fill } from "./dom.{{ext}}";
import { summary } from "./figures.{{ext}}";
import { startImport } from "./import.{{ext}}";
import { plural } from "./model.{{ext}}";
«import type { {{Type}} as Entry } from "./model.{{ext}}";
import type { Actions } from "./page.{{ext}}";
»
import { start } from "./page.{{ext}}";
import { drawTable } from "./table.{{ext}}";

let actions«: Actions | undefined»;
let shown«: Entry[]» = [];

start((list, records, given, all) => {
  actions = given;
  drawTable(list, records, given);
  byId("overview").hidden = all.length === 0;
  fill(
    byId("figures"),
    ...summary(records, plural).map(({ label, text }) => el("div", {}, el("dt", {}, label), el("dd", {}, text))),
  );
  shown = records;
  drawCharts();
});
matchMedia("(width < 640px)").addEventListener("change", drawCharts);
startImport(() => actions);

function drawCharts()«: void» {
  fill(byId("charts"), ...charts.map((chart) => drawChart(chart, shown)));
}
