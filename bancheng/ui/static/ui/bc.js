/* Conveniences. Every page works without this file; nothing here decides anything. No eval, no inline handlers.
   Autosave, upload progress, unsent-text safety, copying, session warning. The keys of the workbench are in keys.js. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("has-script");
  function each(selector, act, within) { Array.prototype.forEach.call((within || document).querySelectorAll(selector), act); }
  /* Set up once per element, now and again in whatever a later answer puts on the page. */
  var setups = [];
  function setUp(selector, act) { setups.push([selector, act]); }
  function ready(within) {
    setups.forEach(function (setup, number) {
      each(setup[0], function (element) {
        var mark = "ready" + number;
        if (!element.dataset[mark]) { element.dataset[mark] = "1"; setup[1](element); }
      }, within);
    });
  }

  /* Copy: the number without the gaps that the eye needs. */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) { return; }
    navigator.clipboard.writeText(button.dataset.copy).then(function () {
      var word = button.querySelector("span"), before = word.textContent;
      word.textContent = button.dataset.copied;
      word.setAttribute("role", "status");
      setTimeout(function () { word.textContent = before; }, 3000);
    });
  });

  /* A pressed button says that it works, and cannot be pressed twice by impatience. Idempotency is the server's. */
  document.addEventListener("submit", function (event) {
    var button = event.submitter;
    if (event.defaultPrevented || !button || event.target.method === "get") { return; }
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    if (button.dataset.sending) {
      event.target.dataset.sent = "yes";
      button.setAttribute("aria-busy", "true");
      setTimeout(function () { button.firstChild.textContent = button.dataset.sending; }, 0);
    }
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) { each("form[data-sent]", function (form) { delete form.dataset.sent; }); } });

  /* A part of the page that changes by itself asks again every data-every seconds, while somebody looks at it. */
  setUp("[data-every]", function (part) {
    var timer = setInterval(function () {
      if (!document.body.contains(part)) { clearInterval(timer); return; }
      if (!document.hidden && window.htmx) { window.htmx.trigger(part, "poll"); }
    }, part.dataset.every * 1000);
  });

  /* Autosave: <form data-autosave="/address"> posts itself 1.2 s after the last change; the answer is 204 or 409.
     204 may bring X-Version for the field version or base; 409 leads to data-changed, or hands the form in, so that the
     page shows both values and nothing typed is lost.
     Words: data-saved="{time}已自动保存", data-unsaved=…, shown in [data-autosave-status]. */
  setUp("form[data-autosave]", function (form) {
    var timer = 0, status = form.querySelector("[data-autosave-status]"), dirty = false;
    function say(text) { if (status) { status.textContent = text; } }
    function tell(what) { form.dispatchEvent(new Event(what, { bubbles: true })); }
    function save() {
      if (!dirty) { return; }
      dirty = false;
      tell("bc:sending");
      fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, credentials: "same-origin" })
        .then(function (answer) {
          if (answer.status === 409 && form.dataset.changed) { location.assign(form.dataset.changed); return; }
          if (answer.status === 409) { HTMLFormElement.prototype.submit.call(form); return; }
          if (!answer.ok) { throw new Error("not saved"); }
          var version = answer.headers.get("X-Version"), box = form.querySelector("[name=version], [name=base]");
          if (version && box) { box.value = version; }
          tell("bc:saved");
          var now = new Date();
          say((form.dataset.saved || "").replace("{time}", now.getHours() + ":" + String(now.getMinutes()).padStart(2, "0")));
        })
        .catch(function () { dirty = true; say(form.dataset.unsaved || ""); tell("bc:unsaved"); });
    }
    form.addEventListener("input", function (event) {
      if (event.target.type === "file") { return; }
      dirty = true; clearTimeout(timer); timer = setTimeout(save, 1200);
    });
    form.addEventListener("submit", function () { dirty = false; clearTimeout(timer); });
    document.addEventListener("visibilitychange", function () { if (document.hidden) { save(); } });
    window.addEventListener("online", save);
  });

  /* Letters left in a text with a limit. */
  setUp("[data-limit-for]", function (hint) {
    var box = document.getElementById(hint.dataset.limitFor);
    box.addEventListener("input", function () {
      var left = Number(box.dataset.limit) - Array.from(box.value).length;
      hint.textContent = (left < 0 ? hint.dataset.over : hint.dataset.left).replace("%s", Math.abs(left));
    });
  });

  /* Uploads: judged at selection (size, kind), sent with a percentage; the server judges again. */
  setUp("[data-upload]", function (card) {
    var input = card.querySelector("input[type=file]"), status = card.querySelector("[data-upload-status]"), words = card.dataset;
    function say(text, bad) { status.textContent = text; status.classList.toggle("is-bad", Boolean(bad)); }
    function reason(file) {
      if (!/^image\/|^application\/pdf$/.test(file.type) && file.type) { return words.wordType; }
      if (file.size > Number(words.maxBytes)) {
        return words.wordBig.replace("{name}", file.name).replace("{size}", Math.round(file.size / 1e5) / 10 + "MB").replace("{max}", Math.round(words.maxBytes / 1e6) + "MB");
      }
      return "";
    }
    input.addEventListener("change", function () {
      var file = input.files[0];
      if (!file) { say(""); return; }
      var wrong = reason(file);
      if (wrong) { input.value = ""; }
      say(wrong || words.wordChosen, wrong);
    });
    var form = input.form;
    if (!form || !window.FormData) { return; }
    form.addEventListener("submit", function (event) {
      var button = event.submitter;
      if (!button || button.name !== "upload" || button.value !== input.name || !input.files.length) { return; }
      event.preventDefault();
      var data = new FormData(form), request = new XMLHttpRequest(), told = -1;
      data.append(button.name, button.value);
      request.upload.addEventListener("progress", function (progress) {
        var percent = Math.floor(progress.loaded / progress.total * 100);
        if (percent - told >= 20) { told = percent; say(percent < 100 ? words.wordSending + percent + "%" : words.wordCheck); }
      });
      request.addEventListener("load", function () {
        if (request.status >= 500) { say(words.wordFailed, true); return; }
        if (request.responseURL && request.responseURL !== new URL(form.action, location.href).href) { location.assign(request.responseURL); return; }
        /* Not redirected: the answer says what is wrong; put it in place and go to its summary. */
        var main = new DOMParser().parseFromString(request.responseText, "text/html").querySelector("main");
        if (!main) { say(words.wordFailed, true); return; }
        document.querySelector("main").replaceWith(main);
        ready(main);
        (main.querySelector("[autofocus]") || main.querySelector("[data-upload] input[type=file]")).focus();
      });
      request.addEventListener("error", function () { say(words.wordFailed, true); });
      request.open("POST", form.action);
      request.send(data);
      say(words.wordSending);
    });
  });

  /* Session: told at three minutes and at one, not every second. */
  var dialog = document.getElementById("timeout");
  if (dialog && dialog.showModal) {
    var timers = [], text = dialog.querySelector("[role=alert]");
    var arm = function () {
      var life = Number(dialog.dataset.seconds) * 1000;
      timers.forEach(clearTimeout);
      timers = [
        setTimeout(function () { text.textContent = text.dataset.three; if (!dialog.open) { dialog.showModal(); } }, Math.max(0, life - 180000)),
        setTimeout(function () { text.textContent = text.dataset.one; }, Math.max(0, life - 60000)),
        setTimeout(function () {
          if (document.dispatchEvent(new CustomEvent("bc:leaving", { cancelable: true }))) { location.assign(dialog.dataset.leave); }
        }, life)
      ];
    };
    dialog.addEventListener("close", function () {
      fetch(dialog.dataset.stay, { method: "POST", body: new FormData(dialog.querySelector("form")), credentials: "same-origin" })
        .then(function (answer) { if (answer.redirected) { location.assign(dialog.dataset.leave); } else { arm(); } }, arm);
    });
    document.addEventListener("bc:saved", arm);
    document.addEventListener("htmx:after:swap", arm);
    arm();
  }

  ready(document);
  document.addEventListener("htmx:after:swap", function () { ready(document); });
})();
