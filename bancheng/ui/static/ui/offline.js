/* Without network, on a device that somebody calls their own: what they typed since the last save is kept, encrypted with
   a key of their session that the page brings (data-keep-key) and that is stored nowhere. Never kept: what stood in a box
   before, files, boxes under data-sensitive (numbers of people, cards, health), anything on a shared device. Gone after
   24 hours, at sign-off, and when the server has it. Put back box by box: when somebody changed one meanwhile, they go to
   the server under the version that they were typed on, and it shows both. */
(function () {
  "use strict";
  var root = document.documentElement, PREFIX = "bc-kept:", LIFE = 24 * 3600 * 1000, crypt = window.crypto && window.crypto.subtle;
  var shell = root.hasAttribute("data-shell");
  function names() { return Object.keys(localStorage).filter(function (name) { return name.indexOf(PREFIX) === 0; }); }
  function forget(name) { localStorage.removeItem(name); }
  function old(name) { try { return Date.now() - JSON.parse(localStorage.getItem(name)).at > LIFE; } catch (wrong) { return true; } }

  if (shell) { lookOfDevice(); }
  if (!shell && !(root.hasAttribute("data-own") && root.hasAttribute("data-signed"))) { names().forEach(forget); }
  names().filter(old).forEach(forget);
  if (shell) { document.querySelectorAll("[data-if-kept]").forEach(function (part) { part.hidden = !names().length; }); }
  if ("serviceWorker" in navigator && !shell) {
    navigator.serviceWorker.register("/worker.js?language=" + root.lang.toLowerCase()).catch(function () { /* works without */ });
  }

  /* The shell was fetched without cookies: how the reader likes pages is put on here. */
  function lookOfDevice() {
    var found = /(?:^|; )bc_modes=([^;]*)/.exec(document.cookie);
    (found ? found[1].replace(/"/g, "").split(".") : []).forEach(function (pair) {
      var key = pair.split("-")[0];
      if (/^(size|theme|contrast|face)$/.test(key)) { root.dataset[key] = pair.slice(key.length + 1); }
    });
    if (root.dataset.face === "elder" && !/^larg(er|est)$/.test(root.dataset.size)) { root.dataset.size = "larger"; }
  }

  function bytes(text) { return Uint8Array.from(atob(text), function (one) { return one.charCodeAt(0); }); }
  function base64(buffer) { return btoa(String.fromCharCode.apply(null, new Uint8Array(buffer))); }
  function digest(text) { return crypt.digest("SHA-256", new TextEncoder().encode(text)).then(base64); }

  var form = document.querySelector("form[data-keep-key]");
  if (!form || !crypt) { return; }
  var typed = new Set(), onWay = new Set(), place = "", key = null;
  var status = form.querySelector("[data-autosave-status]");
  function boxes(name) { return Array.prototype.filter.call(form.elements, function (box) { return box.name === name; }); }
  function mayKeep(box) {
    return box.name && !/^(hidden|file|password|submit)$/.test(box.type) && !box.closest("[data-sensitive]") && !/^objection|^undo/.test(box.name);
  }
  function valueOf(name) {
    var found = boxes(name), chosen = found.filter(function (box) { return !/^(radio|checkbox)$/.test(box.type) || box.checked; });
    return chosen.length ? chosen[0].value : "";
  }
  function version() { return form.querySelector("[name=base]"); }
  function base(name) { return form.elements["was:" + name]; }
  function keep() {
    var list = Array.from(typed);
    if (!list.length) { return Promise.resolve(); }
    return Promise.all(list.map(function (name) {
      return digest(base(name) ? base(name).value : "").then(function (mark) { return [name, valueOf(name), mark]; });
    })).then(function (rows) {
      var iv = crypto.getRandomValues(new Uint8Array(12));
      return crypt.encrypt({ name: "AES-GCM", iv: iv }, key, new TextEncoder().encode(JSON.stringify({ base: version().value, rows: rows }))).then(function (body) {
        localStorage.setItem(place, JSON.stringify({ at: Date.now(), iv: base64(iv), body: base64(body) }));
        if (status && form.dataset.kept) { status.textContent = form.dataset.kept; }
      });
    }).catch(function () { /* nothing is kept; the page still holds it */ });
  }
  function putBack() {
    var record = JSON.parse(localStorage.getItem(place) || "null");
    if (!record) { return; }
    if (form.querySelector("[name^='clash:']")) { forget(place); return; } /* both versions are on this page already */
    crypt.decrypt({ name: "AES-GCM", iv: bytes(record.iv) }, key, bytes(record.body)).then(function (plain) {
      var told = JSON.parse(new TextDecoder().decode(plain));
      return Promise.all(told.rows.map(function (row) {
        var was = base(row[0]), here = boxes(row[0]).filter(mayKeep);
        return digest(was ? was.value : "").then(function (mark) {
          if (!here.length) { return; }
          here.forEach(function (box) {
            if (/^(radio|checkbox)$/.test(box.type)) { box.checked = box.value === row[1]; } else { box.value = row[1]; }
          });
          if (mark !== row[2]) { version().value = told.base; }
          typed.add(row[0]);
          here[0].dispatchEvent(new Event("input", { bubbles: true }));
        });
      }));
    }).catch(function () { forget(place); });
  }
  form.addEventListener("input", function (event) { if (mayKeep(event.target)) { typed.add(event.target.name); } });
  form.addEventListener("bc:sending", function () { typed.forEach(function (name) { onWay.add(name); }); typed = new Set(); });
  form.addEventListener("bc:saved", function () { onWay = new Set(); if (!typed.size) { forget(place); } });
  form.addEventListener("bc:unsaved", function () { onWay.forEach(function (name) { typed.add(name); }); onWay = new Set(); keep(); });
  Promise.all([
    crypt.importKey("raw", bytes(form.dataset.keepKey), "AES-GCM", false, ["encrypt", "decrypt"]),
    digest(form.dataset.autosave)
  ]).then(function (made) { key = made[0]; place = PREFIX + made[1]; putBack(); });
})();
