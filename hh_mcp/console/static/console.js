// Keeps an open page fresh: new proposals, what became of the shown ones, the limits. Everything works without it.
"use strict";
(() => {
  const SEEN = 2000, HIDDEN = 15000;
  const find = (id) => document.getElementById(id);
  const list = find("waiting"), gauges = find("gauges"), said = find("said"), empty = find("empty");
  const cards = () => [...document.querySelectorAll("[data-card]")];
  const title = document.title.replace(/^\(\d+\) /, "");

  // A second click is not a second decision.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.gone) event.preventDefault();
    form.dataset.gone = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-gone]")) delete form.dataset.gone;
  });
  if (!list && !gauges && !cards().length) return;

  const made = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html; // drawn by our own server, where every text is escaped
    return holder.content.firstElementChild;
  };

  const place = (news) => {
    const old = find("card-" + news.id), fresh = made(news.html);
    if (old) {
      const inside = old.contains(document.activeElement);
      old.replaceWith(fresh);
      if (inside) fresh.querySelector("[tabindex]").focus();
    } else if (list) list.append(fresh);
  };

  const look = async () => {
    const shown = cards();
    const query = new URLSearchParams({
      known: shown.map((card) => card.dataset.card + ":" + card.dataset.state).join(","),
      heading: shown.length ? shown[0].dataset.heading : "2",
      on_screen: document.visibilityState === "visible" ? "1" : "0",
    });
    const answer = await fetch("/live?" + query, { credentials: "same-origin" });
    if (!answer.ok) return;
    const news = await answer.json();
    const changed = news.cards.filter((card) => list || find("card-" + card.id));
    changed.forEach(place);
    if (changed.length) said.textContent = changed.map((card) => card.said).join(" ");
    if (gauges && gauges.dataset.last !== news.gauges) {
      if (gauges.dataset.last) gauges.innerHTML = news.gauges;
      gauges.dataset.last = news.gauges;
    }
    if (list) {
      empty.classList.toggle("hidden", list.children.length > 0);
      document.title = (news.waiting ? "(" + news.waiting + ") " : "") + title;
    }
    for (const badge of document.querySelectorAll("[data-waiting]")) badge.textContent = news.waiting || "";
  };

  let timer = 0;
  const again = async () => {
    clearTimeout(timer);
    try {
      await look();
    } catch {
      // the program has ended; the page stays as it is
    }
    timer = setTimeout(again, document.visibilityState === "visible" ? SEEN : HIDDEN);
  };
  document.addEventListener("visibilitychange", again);
  again();
})();
