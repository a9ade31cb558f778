// A message about what just happened takes the focus, unless an error summary already did.
export function focusOnNews() {
  if (document.querySelector(".govuk-error-summary")) {
    return;
  }
  const news = document.querySelector("[data-takes-focus]");
  if (news) {
    news.focus();
  }
}
