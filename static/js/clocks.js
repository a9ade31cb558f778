// Minutes left go on counting while a page stays open; nothing is reloaded. The server's words stand without script.
function inWords(minutes) {
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const left = minutes % 60;
  if (days) {
    return `${days} day${days > 1 ? "s" : ""}${hours ? ` ${hours} h` : ""}`;
  }
  return hours ? `${hours} h ${left} min` : `${left} min`;
}

export function keepClocks() {
  const clocks = document.querySelectorAll("[data-deadline][data-as-at]");
  const opened = Date.now();
  const tick = () => {
    for (const clock of clocks) {
      const asAt = Date.parse(clock.dataset.asAt) + (Date.now() - opened);
      const minutes = Math.floor((Date.parse(clock.dataset.deadline) - asAt) / 60000);
      clock.textContent = minutes >= 0 ? inWords(minutes) : "Passed";
    }
  };
  if (clocks.length) {
    setInterval(tick, 30000);
  }
}
