// Paying by card, with Stripe's own form: what is typed there goes to Stripe, and our form sends the token that Stripe gave for it.
// On the page of a payment that a bank wants confirmed, it shows what the bank asks.

const place = document.querySelector("[data-stripe]");
const form = place?.closest("form");
const button = form?.querySelector("button");
const problem = form?.querySelector("[data-problem]");

/** Says what is wrong; nothing, with no text. */
function say(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

/** Stripe's script has to come from Stripe. */
function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve(window.Stripe));
    script.addEventListener("error", () => reject(new Error(address)));
    document.head.append(script);
  });
}

/** Stripe's form looks as ours do. */
function look() {
  const style = getComputedStyle(document.documentElement);
  const value = name => style.getPropertyValue(name).trim();
  return {
    theme: matchMedia("(prefers-color-scheme: dark)").matches ? "night" : "stripe",
    variables: {
      colorPrimary: value("--accent"),
      colorBackground: value("--surface"),
      colorText: value("--ink"),
      colorDanger: value("--bad"),
      borderRadius: "8px",
    },
  };
}

/** The form with the card's fields. */
function showFields(stripe) {
  const { amount, currency, methods, capture } = place.dataset;
  const elements = stripe.elements({
    mode: "payment",
    amount: Number(amount),
    currency,
    captureMethod: capture,
    allowedPaymentMethodTypes: methods.split(" "),
    locale: document.documentElement.lang,
    appearance: look(),
  });
  const fields = elements.create("payment", { wallets: { link: "never" } });
  const loading = place.querySelector("[data-loading]");
  fields.on("ready", () => {
    loading.hidden = true;
    button.disabled = false;
  });
  fields.on("loaderror", () => {
    loading.hidden = true;
    say(place.dataset.notLoaded);
  });
  fields.mount(place.querySelector("[data-fields]"));
  whenSent(async () => {
    const filled = await elements.submit();
    const made = filled.error ? filled : await stripe.createConfirmationToken({ elements, params: { return_url: location.origin + location.pathname } });
    if (!made.error) {
      form.elements.means.value = made.confirmationToken.id;
      return true;
    }

    // What is wrong with a field is said beside it.
    say(made.error.type === "validation_error" ? "" : made.error.message || place.dataset.notMade);
    return false;
  });
}

/** What the bank asks. Whatever comes of it, Stripe tells the service. */
function showBank(stripe) {
  whenSent(async () => {
    // It throws where the payer has done it already.
    const { error } = await stripe.handleNextAction({ clientSecret: place.dataset.secret }).catch(() => ({}));
    const isCutOff = error?.type === "api_connection_error";
    say(isCutOff ? place.dataset.notMade : "");
    return !isCutOff;
  });
  form.requestSubmit();
}

/** The form goes out once Stripe is done, and never twice. */
function whenSent(prepare) {
  form.addEventListener("submit", async event => {
    event.preventDefault();
    if (!form.reportValidity()) {
      return;
    }

    say("");
    button.disabled = true;
    try {
      if (await prepare()) {
        form.submit();
        return;
      }
    } catch {
      say(place.dataset.notMade);
    }

    button.disabled = false;
  });
}

if (place) {
  place.querySelector("[data-loading]")?.toggleAttribute("hidden", false);
  try {
    const { account } = place.dataset;
    const stripe = (await load(place.dataset.stripe))(place.dataset.key, account ? { stripeAccount: account } : {});
    (place.dataset.secret ? showBank : showFields)(stripe);
  } catch {
    place.querySelector("[data-loading]")?.toggleAttribute("hidden", true);
    say(place.dataset.notLoaded);
  }
}
