/* Conveniences of the workbench; every page works without them. Three panes: rows, panels and acts change the pane
   only, the list keeps its place. On narrow screens list and case stay pages of their own. */
(function () {
  "use strict";
  var wide = window.matchMedia("(min-width: 1280px)");
  ["click", "submit"].forEach(function (kind) {
    document.addEventListener(kind, function (event) { if (!wide.matches) { event.stopPropagation(); } }, true);
  });
  function place(address) { var found = /cases\/[^/]+\/[^/]+\//.exec(address); return found ? found[0] : ""; }
  /* What is open has been seen: its row stands in the list that stayed. */
  function read(row) {
    var mark = row.querySelector(".bc-inbox-item .vh");
    row.classList.remove("is-unread");
    if (mark) { mark.remove(); }
  }
  /* Which row of the list is open: the pane changed, the list stayed. */
  function mark() {
    var here = place(location.pathname);
    document.querySelectorAll("[data-inbox] li > a").forEach(function (link) {
      var open = here && place(link.pathname) === here;
      link.parentElement.classList.toggle("is-selected", Boolean(open));
      if (open) { read(link.parentElement); link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
    });
  }
  /* One heading of the first rank: the pane's where it has one, else the list's. */
  function rank() {
    var was = document.querySelector("#list > h1, #list > h2"), rank = document.querySelector("#main h1") ? "H2" : "H1";
    if (!was || was.tagName === rank) { return; }
    var one = document.createElement(rank);
    one.replaceChildren.apply(one, was.childNodes);
    was.replaceWith(one);
  }
  /* Left again, a panel gives the focus back to what opened it. */
  var opener = "";
  document.addEventListener("click", function (event) {
    var link = event.target.closest("#act a[data-key]");
    if (link && link.dataset.key !== "Escape") { opener = link.dataset.key; } else if (!link) { opener = ""; }
  });
  /* A panel's heading, an error, what was done: whoever hears the page is taken there. */
  function focus() {
    var first = document.querySelector("#main [autofocus]") || opener && document.querySelector('#act [data-key="' + opener + '"]');
    if (first) { first.focus(); }
  }
  /* What the applicant will read, while it is written. */
  document.addEventListener("input", function (event) {
    var says = document.getElementById("says"), form = event.target.form;
    if (says && form && form.elements.words) {
      var chosen = form.querySelector("input[name=reason]:checked");
      says.textContent = form.elements.words.value.trim() || (chosen ? chosen.closest("label").textContent.trim() : "");
    }
    /* A row that is written to is meant. */
    var row = event.target.closest(".wb-pick");
    if (row && event.target.type === "text") { row.querySelector("input[type=checkbox]").checked = true; }
  });
  /* The list is read again after an act: it keeps its place, and what was chosen stays chosen. */
  var place_kept = { top: 0, chosen: [] };
  function boxes() { return document.querySelectorAll("[data-inbox] input[type=checkbox]"); }
  document.addEventListener("htmx:before:swap", function () {
    var list = document.getElementById("list");
    place_kept.top = list ? list.scrollTop : 0;
    place_kept.chosen = [];
    boxes().forEach(function (box) { if (box.checked) { place_kept.chosen.push(box.value); } });
  });
  function restore() {
    var list = document.getElementById("list");
    boxes().forEach(function (box) { box.checked = box.checked || place_kept.chosen.indexOf(box.value) >= 0; });
    if (list) { list.scrollTop = place_kept.top; }
  }
  /* Never a blank pane: what is there stays, and a line says that the next comes, and that it is slow when it is. */
  var busy = document.getElementById("busy"), timers = [];
  function say(words) { if (busy) { busy.textContent = words; } }
  function quiet() { timers.forEach(clearTimeout); timers = []; say(""); }
  document.addEventListener("htmx:before:request", function () {
    quiet();
    timers = [
      setTimeout(function () { say(busy.dataset.opening); }, 1000),
      setTimeout(function () { say(busy.dataset.slow); }, 10000)
    ];
  });
  document.addEventListener("htmx:finally:request", quiet);
  document.addEventListener("htmx:after:swap", function () { restore(); mark(); rank(); focus(); quiet(); });
  mark();
})();
