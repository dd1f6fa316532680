// A form is sent once however often its button is pressed. The server would notice anyway, by the form's key.
document.addEventListener("submit", (sent) => {
  const form = sent.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { sent.preventDefault(); return; }
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) button.setAttribute("aria-busy", "true");
});

// A page that the browser brings back is as it was, so its forms may be sent again: with the same key, nothing doubles.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
});

// After a refusal the reader, and a screen reader with her, begins at what is wrong.
document.querySelector("[data-focus]")?.focus();

// A part that looks for news by itself waits while somebody ticks boxes in it: the news would take her ticks away.
document.addEventListener("htmx:before:request", (asked) => {
  if (asked.target.id === "live" && asked.target.querySelector("input:checked")) asked.preventDefault();
});
