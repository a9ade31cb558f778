// What is being answered goes on by itself: the link that says so is followed, as anybody may do without script.
export function goOn() {
  const link = document.querySelector("a[data-goes-on]");
  if (link) {
    setTimeout(() => window.location.replace(link.href), 1000);
  }
}
