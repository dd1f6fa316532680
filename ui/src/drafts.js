// What is typed is kept a moment after the typing rests, so that it is there on another device too.
const written = document.querySelector("form[data-draft]");
if (written) {
  const shown = written.querySelector("[data-draft-saved]");
  let resting;
  const keep = async () => {
    const typed = new URLSearchParams([...new FormData(written)].filter(([, said]) => typeof said === "string"));
    typed.set("quietly", "yes");
    try {
      const answer = await fetch(written.dataset.draft, { method: "POST", body: typed });
      if (!answer.ok) return; // the text is still on the page, and the next rest tries again
      const at = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      shown.textContent = shown.dataset.draftSaved.replace("#", at);
    } catch { /* no network just now */ }
  };
  written.addEventListener("input", () => { clearTimeout(resting); resting = setTimeout(keep, 1500); });
  written.addEventListener("submit", () => clearTimeout(resting));
}
