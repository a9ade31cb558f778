// Starts the GOV.UK components (error summary, radios and ticks that reveal, password, double-press guard) and our few own.
import { initAll } from "../../govuk/govuk-frontend.min.js";
import { focusOnNews } from "./focus.js";
import { keepClocks } from "./clocks.js";
import { keepDrafts } from "./drafts.js";
import { goOn } from "./goes_on.js";
import { leaveTogether } from "./leave_together.js";
import { revealAnswers } from "./reveal.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
revealAnswers();
initAll();
focusOnNews();
keepClocks();
keepDrafts();
goOn();
leaveTogether();
if (document.querySelector("select[data-searched]")) {
  import("./search.js").then(({ searchLongLists }) => searchLongLists());
}
