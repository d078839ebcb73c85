/* Keys of the workbench, its viewer of materials and choosing several rows. Every page works without this file. Keys are
   read by event.code, because a Chinese input method swallows event.key. A letter opens a panel or goes to the button that
   acts; Enter or Ctrl+Enter does what has legal effect. Single keys can be switched off in the map of keys (WCAG 2.1.4). */
(function () {
  "use strict";
  var off = "bc-keys-off", waiting = "", timer = 0;
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function seen(element) { return Boolean(element && element.getClientRects().length); }
  function first(selector) { return all(selector).find(seen); }
  function typing(element) { return /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !/^(checkbox|radio|button|submit)$/.test(element.type) || element.isContentEditable; }
  function disarmed() { return localStorage.getItem(off) === "1"; }
  function arm() { all("[data-keys-off]").forEach(function (box) { box.checked = disarmed(); }); }
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-keys-off]")) { localStorage.setItem(off, event.target.checked ? "1" : "0"); }
  });

  function go(element) { if (!element) { return false; } element.focus(); element.click(); return true; }
  /* A link leads to a panel, a box is ticked; a button that acts is only gone to. */
  function press(element) {
    if (!element) { return false; }
    if (element.tagName === "BUTTON" && element.type === "submit") { element.focus(); element.scrollIntoView({ block: "nearest" }); return true; }
    return go(element);
  }
  function rows() { return all("[data-inbox] li").filter(seen); }
  function here() {
    var list = rows(), at = list.findIndex(function (row) { return row.contains(document.activeElement); });
    return at < 0 ? list.findIndex(function (row) { return row.querySelector("a[aria-current=true]"); }) : at;
  }
  function neighbour(step) {
    var list = rows(), at = here(), row = list[at < 0 ? 0 : at + step];
    if (!row) { return false; }
    row.querySelector("a").focus();
    row.scrollIntoView({ block: "nearest" });
    return true;
  }
  function into() {
    var title = first("#main h1") || first("#main h2");
    if (!title) { return false; }
    title.tabIndex = -1;
    title.focus();
    return true;
  }
  function enter(event) {
    var link = event.target.closest("[data-inbox] a[aria-current=true]");
    return Boolean(link) && into();
  }
  function back() {
    var out = first("[data-action-panel] [data-key=Escape]") || first("[data-key=Escape]");
    if (out) { return go(out); }
    return neighbour(0) || go(first("[data-back]"));
  }

  /* Material viewer: how far it is turned and enlarged, and which part is seen, is kept for each file in this window. */
  var looks = JSON.parse(sessionStorage.getItem("bc-looks") || "{}");
  function keep() { sessionStorage.setItem("bc-looks", JSON.stringify(looks)); }
  /* Enlarged and turned by its own size, so that every part of it can be scrolled to. */
  function fit(stage, look) {
    var img = stage.querySelector("img"), ratio = img.naturalHeight / img.naturalWidth, odd = look.turn % 2;
    if (!ratio) { img.addEventListener("load", function () { fit(stage, look); }, { once: true }); return; }
    var wide = Math.min(odd ? stage.clientWidth / ratio : stage.clientWidth, img.naturalWidth) * [1, 1.5, 2, 3][look.zoom];
    var more = (wide - wide * ratio) / 2;
    img.style.width = wide + "px";
    img.style.maxWidth = "none";
    img.style.margin = odd ? more + "px " + -more + "px" : "0";
  }
  function view(act) {
    var stage = first("[data-viewer] .bc-viewer-stage");
    if (!stage) { return false; }
    var name = stage.querySelector("img").getAttribute("src"), look = looks[name] || { zoom: 0, turn: 0 };
    if (act === "in") { look.zoom = Math.min(3, look.zoom + 1); }
    if (act === "out") { look.zoom = Math.max(0, look.zoom - 1); }
    if (act === "rotate") { look.turn = (look.turn + 1) % 4; }
    if (act === "reset") { look = { zoom: 0, turn: 0 }; }
    looks[name] = look;
    stage.className = "bc-viewer-stage is-zoom-" + look.zoom + " is-turn-" + look.turn;
    fit(stage, look);
    keep();
    if (!act) { stage.scrollTop = look.top || 0; stage.scrollLeft = look.left || 0; }
    return true;
  }
  document.addEventListener("scroll", function (event) {
    var stage = event.target;
    if (!stage.classList || !stage.classList.contains("bc-viewer-stage")) { return; }
    var look = looks[stage.querySelector("img").getAttribute("src")];
    if (look) { look.top = stage.scrollTop; look.left = stage.scrollLeft; keep(); }
  }, true);
  document.addEventListener("click", function (event) {
    var tool = event.target.closest("[data-view]");
    if (tool) { view(tool.dataset.view); }
  });

  /* Choosing: how many are chosen, what can be done with all of them; shift chooses a range. */
  var last = null;
  function boxes() { return all("[data-inbox] input[type=checkbox]"); }
  function chosen() {
    var bar = first("[data-batch]") || document.querySelector("[data-batch]");
    if (!bar) { return; }
    var picked = boxes().filter(function (box) { return box.checked; });
    bar.hidden = !picked.length;
    var told = bar.querySelector("[data-batch-count]");
    var words = told.dataset.words.replace("{count}", picked.length);
    if (told.textContent !== words) { told.textContent = words; }
    bar.setAttribute("aria-label", words);
    var none = true;
    all("button[name=act]", bar).forEach(function (button) {
      button.hidden = !picked.every(function (box) { return (box.dataset.acts || "").split(" ").indexOf(button.value) >= 0; });
      none = none && button.hidden;
    });
    bar.querySelector("[data-batch-mixed]").hidden = !none;
  }
  function range(to) {
    var every = boxes(), a = every.indexOf(last), b = every.indexOf(to);
    if (a < 0) { return; }
    every.slice(Math.min(a, b), Math.max(a, b) + 1).forEach(function (box) { box.checked = to.checked; });
  }
  document.addEventListener("click", function (event) {
    var box = event.target;
    if (box.matches("[data-inbox] input[type=checkbox]")) {
      if (event.shiftKey && last && last !== box) { range(box); }
      last = box;
      chosen();
    }
    var tool = event.target.closest("[data-choose]");
    if (tool) {
      boxes().forEach(function (one) { one.checked = tool.dataset.choose === "all"; });
      chosen();
      if (tool.dataset.choose !== "all") { neighbour(0); }
    }
  });
  function choose(event) {
    var row = rows()[here()], box = row && row.querySelector("input[type=checkbox]");
    if (!box) { return false; }
    box.checked = !box.checked;
    if (event.shiftKey && last) { box.checked = true; range(box); }
    last = box;
    row.querySelector("a").focus();
    chosen();
    return true;
  }

  function keyOf(event) {
    var code = event.code || "";
    if (/^Key[A-Z]$/.test(code)) { return code.slice(3); }
    if (/^(Digit|Numpad)[0-9]$/.test(code)) { return code.slice(-1); }
    return { BracketLeft: "[", BracketRight: "]", Slash: event.shiftKey || event.key === "?" ? "?" : "/", Minus: "-", NumpadSubtract: "-", Equal: "+", NumpadAdd: "+" }[code] || code;
  }
  var moves = {
    J: function () { return neighbour(1); },
    K: function () { return neighbour(-1); },
    X: choose,
    V: function () {
      var stage = first("[data-viewer]");
      if (!stage) { return go(first("[data-material]")); }
      stage.scrollIntoView({ block: "nearest" });
      (stage.querySelector(".bc-viewer-stage") || stage.querySelector("a") || stage).focus();
      return true;
    },
    G: function () { waiting = "G"; clearTimeout(timer); timer = setTimeout(function () { waiting = ""; }, 1500); return true; },
    Enter: enter,
    "/": function () { var box = first("input[type=search]"); if (box) { box.focus(); return true; } return go(first("[data-find]")); },
    "?": function () { var map = document.querySelector("[data-keys]"); if (map) { map.open = !map.open; map.querySelector("summary").focus(); } return Boolean(map); },
    "+": function () { return view("in"); },
    "-": function () { return view("out"); },
    0: function () { return view("reset"); }
  };
  function confirm() {
    var button = first("[data-action-panel] [data-confirm]") || first("[data-confirm]") || document.activeElement.closest("button[data-key]");
    return go(button);
  }
  function act(event, key) {
    if (waiting === "G") { waiting = ""; return key === "I" && go(first("[data-home]")); }
    if (event.shiftKey && key === "R") { return view("rotate"); }
    if (event.shiftKey && /^[A-WYZ]$/.test(key)) { return false; }
    return press(first('[data-key="' + CSS.escape(key) + '"]')) || Boolean(moves[key] && moves[key](event));
  }
  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.altKey || event.metaKey || document.querySelector("dialog[open]")) { return; }
    var done;
    if (event.ctrlKey) { done = event.code === "Enter" && confirm(); }
    else if (event.code === "Escape") { done = back(); }
    else if (!typing(event.target) && !disarmed()) { done = act(event, keyOf(event)); }
    if (done) { event.preventDefault(); }
  });
  function ready() { arm(); chosen(); view(""); }
  ready();
  document.addEventListener("htmx:after:swap", ready);
  window.addEventListener("pageshow", chosen);
})();
