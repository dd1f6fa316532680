// An open page looks every few seconds whether its reader is still signed in, and goes when she is not: what it shows
// was for her alone. Nobody sees a page in the background, so that one looks when it comes to the front again.
const EVERY_MS = 3000;
if (document.body.hasAttribute("data-signed-in")) {
  let touched = false; // while she types, her session does not end for lying idle
  for (const touch of ["input", "keydown", "pointerdown"]) addEventListener(touch, () => { touched = true; }, true);
  const look = async () => {
    if (document.hidden) return;
    const headers = touched ? {} : { "Sovang-Live": "yes" };
    touched = false;
    try {
      const answer = await fetch("/alive", { headers, redirect: "manual", cache: "no-store" });
      const isOut = answer.type === "opaqueredirect" || answer.status === 401;
      if (isOut) location.replace(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    } catch { /* the house cannot be reached: that says nothing about her */ }
  };
  setInterval(look, EVERY_MS);
  document.addEventListener("visibilitychange", look);
  addEventListener("pageshow", (shown) => { if (shown.persisted) look(); });
}
