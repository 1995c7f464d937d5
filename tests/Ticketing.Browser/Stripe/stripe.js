// Plays Stripe.js of the release "endive": as strict as it about what it is asked, with its frames and its requests at the same hosts.
(() => {
  const api = "https://api.stripe.com/v1";
  const insist = (holds, what) => {
    if (!holds) {
      throw new Error(`IntegrationError: ${what}`);
    }
  };
  const only = (given, ...known) => insist(Object.keys(given).every(name => known.includes(name)), `unknown: ${Object.keys(given)}`);
  const post = (path, body) => fetch(api + path, { method: "POST", body: JSON.stringify(body) }).then(answer => answer.json());

  /** A document of Stripe's, in a frame. */
  const frame = (host, title) => new Promise(resolve => {
    const element = document.createElement("iframe");
    element.title = title;
    Object.assign(element.style, { width: "100%", height: "4rem", border: "0" });
    element.src = "https://js.stripe.com/frame.html";
    element.addEventListener("load", () => resolve(element));
    host.append(element);
  });

  window.Stripe = (key, settings = {}) => {
    insist(key.startsWith("pk_"), "the key");
    only(settings, "stripeAccount");
    const account = settings.stripeAccount;
    insist(account === undefined || account.startsWith("acct_"), "stripeAccount");
    return {
      elements(options) {
        only(options, "mode", "amount", "currency", "captureMethod", "allowedPaymentMethodTypes", "locale", "appearance");
        insist(options.mode === "payment" && options.captureMethod === "manual", "mode");
        insist(Number.isInteger(options.amount) && options.amount > 0 && /^[a-z]{3}$/.test(options.currency), "amount");
        insist(options.allowedPaymentMethodTypes.join() === "card", "allowedPaymentMethodTypes");
        insist(Object.values(options.appearance.variables).every(value => value !== ""), "appearance");
        const heard = {};
        let card = null;
        let isSubmitted = false;
        return {
          create(kind, settings) {
            insist(kind === "payment", kind);
            only(settings, "wallets");
            return {
              on: (name, call) => { heard[name] = call; },
              async mount(host) {
                // Stripe's own fields are in its frame. Here they say what the page asked for, too.
                card = Object.assign(document.createElement("input"), { name: "played-card", autocomplete: "off" });
                card.setAttribute("aria-label", "Card number");
                host.dataset.asked = `${options.amount} ${options.currency} ${options.locale}`;
                host.append(card);
                await frame(host, "Secure card payment input frame");
                heard.ready?.();
              },
            };
          },
          async submit() {
            isSubmitted = true;
            return card.value ? {} : { error: { type: "validation_error", message: "Your card number is incomplete." } };
          },
          token() {
            insist(isSubmitted, "elements.submit() comes first");
            isSubmitted = false;
            return post("/confirmation_tokens", { number: card.value, account });
          },
        };
      },

      async createConfirmationToken({ elements, params }) {
        insist(params.return_url.startsWith("http"), "return_url");
        return elements.token().then(confirmationToken => ({ confirmationToken }), () => ({ error: { type: "api_connection_error", message: "" } }));
      },

      async handleNextAction({ clientSecret }) {
        insist(/^pi_.+_secret_.+$/.test(clientSecret), "clientSecret");
        const dialog = document.body.appendChild(document.createElement("dialog"));
        dialog.setAttribute("aria-label", "3D Secure");
        await frame(dialog, "3D Secure");
        const agrees = await new Promise(resolve => {
          for (const [text, value] of [["Complete authentication", true], ["Fail authentication", false]]) {
            const button = dialog.appendChild(document.createElement("button"));
            button.textContent = text;
            button.addEventListener("click", () => resolve(value));
          }

          dialog.showModal();
        });
        dialog.remove();
        await post("/3ds2/authenticate", { agrees });
        return agrees
          ? { paymentIntent: { status: "requires_capture" } }
          : { error: { type: "invalid_request_error", code: "payment_intent_authentication_failure", message: "" } };
      },
    };
  };
})();
