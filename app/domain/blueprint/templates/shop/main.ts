// Starts the page.

import { start } from "./page.{{ext}}";
import { startPages } from "./pages.{{ext}}";
import { startShop } from "./shop.{{ext}}";
import { draw } from "./view.{{ext}}";

startShop();
start(draw, { firstExamples: true });
startPages();
