// What every page with something to wait for has. Pages work without it.

/** Counts down to moments by the service's clock: this machine's may be wrong, and is only used to tell how much time has passed. */
export function countDown(root = document) {
  const loaded = performance.now();
  for (const element of root.querySelectorAll("[data-countdown]")) {
    const left = Date.parse(element.dataset.countdown) - Date.parse(element.dataset.now);
    const tick = () => {
      const seconds = Math.ceil((left - (performance.now() - loaded)) / 1000);
      if (seconds <= 0) {
        if ("reload" in element.dataset) {
          // A moment later, so that the service agrees that it is over.
          setTimeout(() => location.replace(location.pathname), 1_000);
        }

        return;
      }

      const text = clock(seconds, element.dataset.days);
      element.textContent = element.dataset.left ? element.dataset.left.replace("{0}", text) : text;
      element.hidden = false;
      element.classList.toggle("soon", seconds <= Number(element.dataset.warn ?? 0));
      setTimeout(tick, 1_000 - ((performance.now() - loaded) % 1_000));
    };
    tick();
  }
}

/** Such as 9:07, 1:02:03 and 3 d 1:02:03. */
export function clock(seconds, days) {
  const two = number => String(number).padStart(2, "0");
  const [d, h, m, s] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  return (d > 0 ? `${d} ${days} ` : "") + (d > 0 || h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`);
}

/** Fills {0}, {1} in. */
export const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, number) => values[number]);

// A page that the browser kept as it was shows what is no more, and has a form that was sent.
addEventListener("pageshow", event => {
  if (event.persisted) {
    location.reload();
  }
});

countDown();
document.querySelector("[autofocus]")?.focus();
