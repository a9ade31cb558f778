// Saves each field when it is left: the form as it stands goes to its own address, marked as a draft and no more.
// Nothing reaches the record and the page stays where it is. Without script a form is saved with its button, as ever.
const PAUSE = 300; // several answers in one breath are one draft
const AGAIN = 15000; // after the server could not be reached
const OUT_OF_REACH = "the server cannot be reached. What you typed is still on this page";
const NOT_TAKEN = "the server did not take it. What you typed is still on this page";
const SIGNED_OUT = "you were signed out. What you typed is still on this page: sign in in another tab, then save it";

function keepDraftOf(form, status) {
  let waiting; // the pause before the next save, or before trying again
  let underWay; // the request that is under way
  let isChanged = false;
  let isLeaving = false;
  let isOver = false; // the page's token is of another session: trying again only fills the log

  const say = (words, isSaved) => {
    if (status.textContent !== words) {
      status.textContent = words;
    }
    status.classList.toggle("endings__saved--not", !isSaved);
  };

  const later = (pause) => {
    clearTimeout(waiting);
    waiting = setTimeout(save, pause);
  };

  const notSaved = (why) => {
    isChanged = true;
    say(`Not saved: ${why}.`, false);
  };

  async function save(asThePageGoes = false) {
    clearTimeout(waiting);
    if (isLeaving || isOver || !isChanged) {
      return;
    }
    if (underWay && !asThePageGoes) {
      later(PAUSE);
      return;
    }
    isChanged = false;
    underWay = new AbortController();
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { "X-Draft-Only": "yes", Accept: "application/json" },
        body: new URLSearchParams(new FormData(form)),
        redirect: "manual",
        keepalive: asThePageGoes,
        signal: underWay.signal,
      });
      const isOurs = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      const told = isOurs ? await answer.json() : {};
      if (answer.ok && told.saved_at) {
        const clock = { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" };
        const at = new Date(told.saved_at).toLocaleTimeString("en-GB", clock);
        say(`Kept as a draft ${at}`, true);
      } else if (answer.type === "opaqueredirect") {
        notSaved(SIGNED_OUT);
      } else if (answer.status === 503) {
        notSaved(OUT_OF_REACH); // an outage ends: what is typed meanwhile is saved then
        later(AGAIN);
      } else {
        notSaved(told.not_saved || NOT_TAKEN);
        isOver = answer.status === 400;
      }
    } catch {
      if (!isLeaving) {
        notSaved(OUT_OF_REACH);
        later(AGAIN);
      }
    } finally {
      underWay = undefined;
    }
  }

  form.addEventListener("input", () => (isChanged = true));
  form.addEventListener("change", () => {
    isChanged = true;
    later(PAUSE);
  });
  form.addEventListener("submit", () => {
    isLeaving = true; // the form itself is under way, and what is refused comes back with it
    clearTimeout(waiting);
    underWay?.abort();
  });
  window.addEventListener("pageshow", () => (isLeaving = false));
  window.addEventListener("online", () => later(PAUSE));
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save(true));
}

export function keepDrafts() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const status = form.querySelector("[data-saved]");
    if (status) {
      keepDraftOf(form, status);
    }
  }
}
