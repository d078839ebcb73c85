/* Conveniences of the workbench; every page works without them. */
(function () {
  "use strict";
  /* Which row of the list is open: the pane changed, the list stayed. */
  function mark() {
    document.querySelectorAll("[data-inbox] li > a").forEach(function (link) {
      var here = new URL(link.href, location.href).pathname === location.pathname.replace(/(cases\/[^/]+\/[^/]+\/).*/, "$1");
      link.parentElement.classList.toggle("is-selected", here);
      if (here) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
    });
    var frame = document.querySelector(".bc-desk-frame");
    if (frame && /\/cases\//.test(location.pathname)) { frame.classList.remove("is-list-first"); }
  }
  /* What the applicant will read, while it is written. */
  document.addEventListener("input", function (event) {
    var says = document.getElementById("says"), form = event.target.form;
    if (!says || !form || !form.elements.words) { return; }
    var chosen = form.querySelector("input[name=reason]:checked");
    var canned = chosen ? chosen.closest("label").textContent.trim() : "";
    says.textContent = form.elements.words.value.trim() || canned;
  });
  /* A row that is written to is meant. */
  document.addEventListener("input", function (event) {
    var row = event.target.closest(".wb-pick");
    if (row && event.target.type === "text") { row.querySelector("input[type=checkbox]").checked = true; }
  });
  document.addEventListener("htmx:after:swap", mark);
  mark();
})();
