/* The service worker: without network it shows one page that holds nothing personal. SHELL (addresses) and VERSION are
   written above by the server. No other page is ever kept: a page of a signed-on person is in no cache. */
/* global SHELL, VERSION */
(function () {
  "use strict";
  var PAGE = SHELL[0];
  self.addEventListener("install", function (event) {
    event.waitUntil(caches.open(VERSION).then(function (kept) {
      return Promise.all(SHELL.map(function (address) {
        /* Without cookies: the page is nobody's. */
        return fetch(address, { credentials: "omit", cache: "no-cache" }).then(function (answer) {
          if (!answer.ok) { throw new Error(address); }
          return kept.put(address, answer);
        });
      }));
    }).then(function () { return self.skipWaiting(); }));
  });
  self.addEventListener("activate", function (event) {
    event.waitUntil(caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name !== VERSION; }).map(function (name) { return caches.delete(name); }));
    }).then(function () { return self.clients.claim(); }));
  });
  self.addEventListener("fetch", function (event) {
    var asked = event.request;
    if (asked.mode === "navigate") {
      event.respondWith(fetch(asked).catch(function () { return caches.match(PAGE); }));
    } else if (asked.method === "GET" && SHELL.indexOf(new URL(asked.url).pathname) > 0) {
      event.respondWith(fetch(asked).catch(function () { return caches.match(new URL(asked.url).pathname); }));
    }
  });
})();
