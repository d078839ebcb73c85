/* Conveniences of the workbench; every page works without them. Three panes: rows, panels and acts change the pane
   only, the list keeps its place. On narrow screens list and case stay pages of their own. */
(function () {
  "use strict";
  var wide = window.matchMedia("(min-width: 1280px)");
  ["click", "submit"].forEach(function (kind) {
    document.addEventListener(kind, function (event) { if (!wide.matches) { event.stopPropagation(); } }, true);
  });
  function place(address) { var found = /cases\/[^/]+\/[^/]+\//.exec(address); return found ? found[0] : ""; }
  /* Which row of the list is open: the pane changed, the list stayed. */
  function mark() {
    var here = place(location.pathname);
    document.querySelectorAll("[data-inbox] li > a").forEach(function (link) {
      var open = here && place(link.pathname) === here;
      link.parentElement.classList.toggle("is-selected", Boolean(open));
      if (open) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
    });
  }
  /* A panel's heading, an error, what was done: whoever hears the page is taken there. */
  function focus() {
    var first = document.querySelector("#main [autofocus]");
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
  document.addEventListener("htmx:after:swap", function () { mark(); focus(); });
  mark();
})();
