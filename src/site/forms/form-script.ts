/**
 * Sends the forms of the page without leaving it: mistakes appear beside the fields, with the words of the server's answer, and
 * nothing that was typed is lost. It is requested when a field is used (Form.astro). Without it, the browser posts the form.
 */
interface Form extends HTMLFormElement {
  /** When the visitor came into it, in ms on the page's clock. Form.astro sets it. */
  started?: number;
}

/** An answer of /api/forms. */
interface Answer {
  readonly to?: string;
  readonly message?: string;
  readonly errors?: Readonly<Record<string, string>>;
}

for (const form of document.querySelectorAll<Form>("form[data-form]")) sendInPlace(form);

function sendInPlace(form: Form): void {
  const message = form.querySelector("[data-message]") as HTMLElement;
  let isSending = false;

  // The browser's own messages would come one at a time.
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    message.textContent = "";
    const body = new FormData(form);
    body.set("_ms", String(Math.round(performance.now() - (form.started ?? 0))));
    body.set("_visit", visit());
    fetch(form.getAttribute("action") ?? "", { method: "POST", body: new URLSearchParams(body as unknown as Record<string, string>), headers: { accept: "application/json" } })
      .then((answer) => answer.json() as Promise<Answer>)
      .then(({ to, message: text = "", errors = {} }) => {
        if (to) {
          document.dispatchEvent(new CustomEvent("readyslot:sent", { detail: { form: form.dataset.form } }));
          form.reset();
          location.assign(to);
          document.querySelector<HTMLElement>(":target")?.focus();
          return;
        }
        message.textContent = text;
        let first: HTMLElement | undefined;
        for (const place of form.querySelectorAll<HTMLElement>("[data-error]")) {
          const { error = "" } = place.dataset;
          const field = form.elements.namedItem(error) as HTMLElement;
          const wrong = errors[error];
          place.textContent = wrong ?? "";
          field.setAttribute("aria-invalid", String(!!wrong));
          if (wrong) first ??= field;
        }
        first?.focus();
      })
      .catch(() => {
        message.textContent = form.dataset.failed ?? "";
      })
      .finally(() => {
        isSending = false;
      });
  });
}

/** The parameters of the visit's campaign, as the booking links get them: see booking/browser/attribution.ts. */
function visit(): string {
  const mayKeep = CONSENT === "none" || document.documentElement.dataset.consent;
  const here = location.search.replace("?", "&");
  let kept: string | undefined;
  try {
    kept = mayKeep ? (sessionStorage["booking-visit"] as string | undefined)?.split("#")[0] : undefined;
  } catch {
    // A browser that keeps nothing for a page throws.
  }
  const { navigation } = window as { navigation?: { entries: () => { url: string | null }[] } };
  const pages = (navigation?.entries() ?? []).map(({ url }) => url?.replace("?", "&"));
  const queries = document.referrer.startsWith(`${location.origin}/`) ? [kept, here] : [here, kept];
  return [...queries, ...pages].map((query) => query?.match(CAMPAIGN_PARAMETERS)?.join("")).find(Boolean) ?? "";
}
