// Shows an event on an organizer's own site: <script src="https://tickets.example/embed.js" data-event="…" async></script>
// The page is in a frame that is as high as it needs, or behind a button (data-button). Where the service lets nobody show it, a link is there.
(() => {
  const script = document.currentScript;
  const service = new URL(script.src).origin;
  const { event, accent, scheme, lang, button } = script.dataset;
  const complain = (name, remedy) => console.error(`embed.js: data-${name} ${remedy}`);
  if (!event) {
    complain("event", "is missing: give the event's id, which is at the end of its page's address.");
    return;
  }

  const look = new URLSearchParams();
  if (accent !== undefined) {
    /^#?[0-9a-f]{6}$/i.test(accent) ? look.set("accent", accent.replace("#", "")) : complain("accent", `must be a colour such as #0f6b5c, not "${accent}".`);
  }
  if (scheme !== undefined) {
    ["light", "dark", "auto"].includes(scheme) ? look.set("scheme", scheme) : complain("scheme", `must be light, dark or auto, not "${scheme}".`);
  }
  if (lang !== undefined) {
    ["en", "de"].includes(lang) ? look.set("lang", lang) : complain("lang", `must be en or de, not "${lang}".`);
  }

  const colour = look.get("accent") ?? "0f6b5c";
  const [red, green, blue] = [0, 2, 4].map(at => Number.parseInt(colour.slice(at, at + 2), 16) / 255).map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const isLight = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179;

  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { display: block; }
    [hidden] { display: none; }
    iframe { display: block; width: 100%; border: 0; color-scheme: ${scheme === "light" || scheme === "dark" ? scheme : "light dark"}; }
    .waits { height: 0; visibility: hidden; }
    button, a { font: inherit; }
    .button { display: inline-block; min-height: 2.875rem; padding: 0.5rem 1.5rem; border: 0; border-radius: 0.5rem; font-weight: 600; cursor: pointer;
      background: #${colour}; color: ${isLight ? "#000" : "#fff"}; }
    .button:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }
    .close:focus-visible { outline: 3px solid currentColor; outline-offset: -4px; }
    dialog { box-sizing: border-box; width: min(100vw - 1rem, 60rem); max-width: none; max-height: calc(100dvh - 1rem); padding: 0; border: 1px solid #837f74; border-radius: 0.75rem;
      color-scheme: ${scheme === "light" || scheme === "dark" ? scheme : "light dark"}; }
    dialog::backdrop { background: rgb(0 0 0 / 60%); }
    dialog p { padding: 0 1rem 1rem; }
    .close { position: sticky; top: 0; display: block; width: 2.875rem; height: 2.875rem; margin-inline-start: auto; border: 0; background: Canvas; color: CanvasText; font-size: 1.5rem; cursor: pointer; }
  `);

  const make = (name, facts, ...children) => {
    const element = Object.assign(document.createElement(name), facts);
    element.append(...children);
    return element;
  };
  const isGerman = (lang ?? document.documentElement.lang ?? "").startsWith("de");
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [style];

  const link = make("p", {}, make("a", { href: `${service}/e/${encodeURIComponent(event)}`, target: "_top", textContent: button || "Tickets" }));
  const frame = make("iframe", { className: "waits", title: button || "Tickets" });
  addEventListener("message", message => {
    if (message.origin === service && message.source === frame.contentWindow && message.data?.ticketing === "height" && message.data.height > 0) {
      frame.style.height = `${message.data.height}px`;
      frame.className = "";
      link.hidden = true;
    }
  });
  const open = () => {
    frame.addEventListener("load", () => frame.contentWindow.postMessage({ ticketing: "hello" }, service));
    frame.src = `${service}/embed/${encodeURIComponent(event)}?${look}`;
  };

  if (button) {
    const close = make("button", { type: "button", className: "close", ariaLabel: isGerman ? "Schließen" : "Close" }, "×");
    const dialog = make("dialog", { ariaLabel: button }, close, link, frame);
    const opener = make("button", { type: "button", className: "button", textContent: button });
    opener.setAttribute("part", "button");
    opener.addEventListener("click", () => {
      if (!frame.src) {
        open();
      }
      dialog.showModal();
    });
    close.addEventListener("click", () => dialog.close());
    root.append(opener, dialog);
  } else {
    root.append(link, frame);
    open();
  }
  script.after(host);
})();
