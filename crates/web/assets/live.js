// Shows the part of a page that is marked live as it is now, every 15 seconds, while the page is seen. The page works without it.
"use strict";
(() => {
  const EVERY = 15000, LONGEST = 240000, PAUSED = "cprabo-live-paused";
  const region = document.getElementById("live"), control = document.getElementById("live-control");
  if (!region || !control) return;
  const makes = { createHTML: (text) => text };
  const policy = window.trustedTypes ? trustedTypes.createPolicy("live", makes) : makes;
  const button = control.querySelector("button"), state = control.querySelector("[role=status]");
  const say = (name) => { state.textContent = control.dataset[name]; };
  let tag = "", pause = EVERY, timer = 0;
  const isPaused = () => sessionStorage.getItem(PAUSED) === "yes";
  const next = () => { clearTimeout(timer); if (!isPaused()) timer = setTimeout(refresh, pause); };
  const show = () => { button.textContent = isPaused() ? button.dataset.resume : button.dataset.pause; };
  const refresh = async () => {
    // Nothing moves under whoever is at it, and a page that nobody sees asks for nothing.
    if (document.hidden || region.contains(document.activeElement)) return next();
    try {
      const headers = tag ? { "x-cprabo-part": "live", "if-none-match": tag } : { "x-cprabo-part": "live" };
      const answer = await fetch(location.href, { headers, redirect: "manual", cache: "no-store" });
      // To the sign-in: there is nothing more to refresh.
      if (answer.type === "opaqueredirect") return say("over");
      if (answer.status === 200) {
        tag = answer.headers.get("etag") || "";
        region.innerHTML = policy.createHTML(await answer.text());
        say("fresh");
      } else if (answer.status !== 304) {
        throw new Error("no answer");
      }
      pause = EVERY;
    } catch {
      say("stale");
      pause = Math.min(pause * 2, LONGEST);
    }
    next();
  };
  button.addEventListener("click", () => {
    sessionStorage.setItem(PAUSED, isPaused() ? "no" : "yes");
    show();
    if (isPaused()) clearTimeout(timer); else refresh();
  });
  control.hidden = false;
  show();
  next();
})();
