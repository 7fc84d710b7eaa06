// Starts the page.

import { start } from "./page.{{ext}}";
{{#nav}}
import { startPages } from "./pages.{{ext}}";
{{/nav}}
import { draw } from "./view.{{ext}}";

start(draw{{#first}}, { firstExamples: true }{{/first}});
{{#nav}}
startPages();
{{/nav}}
