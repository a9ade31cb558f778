// Shows what follows from a radio answer, and hides it when another is chosen.
// GOV.UK's own script does the same but puts aria-expanded on radio buttons, where ARIA does not allow it; so it is
// kept from finding them. Without script everything is shown.
export function revealAnswers() {
  for (const radio of document.querySelectorAll('input[type="radio"][data-aria-controls]')) {
    radio.dataset.reveals = radio.dataset.ariaControls;
    delete radio.dataset.ariaControls;
  }
  const show = () => {
    for (const radio of document.querySelectorAll("input[data-reveals]")) {
      const follows = document.getElementById(radio.dataset.reveals);
      follows.classList.toggle("govuk-radios__conditional--hidden", !radio.checked);
    }
  };
  document.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}
