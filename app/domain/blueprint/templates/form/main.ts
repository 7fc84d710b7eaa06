// Starts the page.

import { start } from "./page.{{ext}}";
import { startPages } from "./pages.{{ext}}";
import { startForm } from "./send.{{ext}}";
import { draw } from "./view.{{ext}}";

startForm(start(draw));
startPages();
