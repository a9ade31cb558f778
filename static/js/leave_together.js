// Several tabs, one person: where one was locked or signed out, the others leave what they show.
export function leaveTogether() {
  const channel = new BroadcastChannel("pathways-ended");
  if (new URLSearchParams(location.search).has("ended")) {
    channel.postMessage("ended");
  } else if (document.querySelector(".top__who")) {
    channel.addEventListener("message", () => {
      const where = encodeURIComponent(location.pathname + location.search);
      location.replace(`/sign-in?ended=locked&next=${where}`);
    });
  }
}
