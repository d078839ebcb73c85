/* When an officer's session ends by itself, what stands half written in a panel is kept (sealed, in the browser's own
   cookie, see accounts.commands.keeping) and put back after signing on again. A panel is a form[data-kept] that is also a
   page of its own. Without this file the same happens to whoever hands a form in too late. */
(function () {
  "use strict";
  var written = null;
  ["input", "change"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var form = event.target.form;
      if (form && form.hasAttribute("data-kept")) { written = form; }
    });
  });
  document.addEventListener("submit", function () { written = null; });
  /* Of a long form only what was changed, ticked or chosen: what is kept has to fit into a cookie. */
  function typed(form) {
    var data = new URLSearchParams(new FormData(form)), long = data.toString().length > 6000;
    Array.prototype.forEach.call(form.elements, function (box) {
      if (long && /^text/.test(box.type) && box.value === box.defaultValue) { data.delete(box.name); }
    });
    return data;
  }
  document.addEventListener("bc:leaving", function (event) {
    var dialog = document.getElementById("timeout"), form = written && document.body.contains(written) ? written : null;
    if (!dialog || !dialog.dataset.keep) { return; }
    event.preventDefault();
    /* The pane may have changed since the page was loaded: back to where one is, or to the panel that was written in. */
    var page = form ? new URL(form.action, location.href) : location;
    function leave() { location.assign(dialog.dataset.leave.replace(/next=.*$/, "next=" + encodeURIComponent(page.pathname + page.search))); }
    if (!form) { leave(); return; }
    fetch(dialog.dataset.keep + "?page=" + encodeURIComponent(page.pathname), { method: "POST", body: typed(form), credentials: "same-origin" }).then(leave, leave);
  });
})();
