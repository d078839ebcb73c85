/* What can be measured of the thirty checks of the face's design, on the page as it stands. Answers sentences. */
({ elder, width }) => {
  const found = [];
  if (!document.querySelector(".bc-skip")) return found; // a page of another house: who signs people on
  const say = (number, words) => found.push(`${number} ${words}`);
  const main = document.querySelector("main") || document.body;
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0 && !one.closest(".vh");
  const brief = (one) => (one.innerText || one.value || one.outerHTML).trim().replace(/\s+/g, " ").slice(0, 40);
  const all = (selector, root = main) => [...root.querySelectorAll(selector)].filter(shown);
  const lines = (one) => {
    const tops = [];
    const words = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    for (let node; (node = words.nextNode()); ) {
      if (node.parentElement.closest(".vh")) continue; // heard, not seen
      const range = document.createRange();
      range.selectNodeContents(node);
      tops.push(...[...range.getClientRects()].filter((r) => r.width > 1).map((r) => Math.round(r.bottom)));
    }
    return tops.sort((a, b) => a - b).filter((y, at) => !at || y - tops[at - 1] > 9).length;
  };
  const work = document.documentElement.dataset.density === "work";

  const filled = all(".btn-primary");
  const specimens = location.pathname.startsWith("/design/"); // components beside each other, of many pages
  if (filled.length > 1 && !specimens) say(1, `${filled.length} filled buttons: ${filled.map(brief).join(" | ")}`);

  const least = elder ? 19 : work ? 12 : 14;
  const sizes = new Map();
  const weights = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode()); ) {
    const words = node.textContent.trim();
    const holder = node.parentElement;
    if (!words || !holder || ["SCRIPT", "STYLE", "NOSCRIPT", "OPTION"].includes(holder.tagName) || !shown(holder)) continue;
    const style = getComputedStyle(holder);
    const size = Math.round(parseFloat(style.fontSize) * 10) / 10;
    if (!holder.closest("svg")) {
      if (main.contains(holder) && !holder.closest(".bc-specimen, code")) sizes.set(size, words.slice(0, 12));
      if (!["400", "600"].includes(style.fontWeight)) weights.add([style.fontWeight, `${holder.tagName.toLowerCase()} ${holder.className}: ${words.slice(0, 12)}`].join(" "));
      if (size < least - 0.05) say(5, `${size} px: ${words.slice(0, 30)}`);
    }
    if (/[\u4e00-\u9fff][,;?!]/.test(words)) say(8, `half-width mark: ${words.slice(0, 40)}`);
    if (/[\u4e00-\u9fff]["']|["'][\u4e00-\u9fff]/.test(words)) say(8, `straight quote: ${words.slice(0, 40)}`);
    if (/\.\.\.|\u3000|！！/.test(words)) say(8, `mark: ${words.slice(0, 40)}`);
    if (/测试|张三|lorem|1970|undefined|None\b|\{\{|%\(|13800138000/.test(words)) say(28, words.slice(0, 60));
    if (style.textOverflow === "ellipsis" && holder.scrollWidth > holder.clientWidth + 1 && !work) say(21, `cut: ${words.slice(0, 30)}`);
  }
  if (sizes.size > 5) say(4, `${sizes.size} text sizes: ${[...sizes].map(([s, w]) => `${s} (${w})`).join(", ")}`);
  for (const weight of [...weights].slice(0, 4)) say(4, `weight ${weight}`);

  for (const one of all("p, li, dd, td")) {
    const size = parseFloat(getComputedStyle(one).fontSize);
    const direct = [...one.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent.trim()).join("");
    if (direct.length > 38 && one.clientWidth > 40 * size) say(6, `${Math.round(one.clientWidth / size)} em: ${brief(one)}`);
  }
  for (const one of all("input[type=text], input[type=search], textarea")) if (one.offsetWidth > 760) say(6, `field of ${one.offsetWidth} px: ${one.name}`);

  for (const one of all("h1")) {
    if (lines(one) < 2) continue;
    const text = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    const places = [];
    for (let node; (node = text.nextNode()); )
      for (let at = 0; at < node.length; at++) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        if (node.textContent[at].trim()) places.push(Math.round(range.getBoundingClientRect().bottom));
      }
    const last = places.filter((y) => Math.abs(y - places[places.length - 1]) < 6).length;
    if (last <= 2) say(7, `h1 leaves ${last} on its last line: ${brief(one)}`);
  }
  for (const one of all("label, dt, legend, th")) if (/[：:]$/.test(one.innerText.trim())) say(8, `label ends in a colon: ${brief(one)}`);
  for (const one of all("*")) {
    const style = getComputedStyle(one);
    if (/gradient/.test(style.backgroundImage) && one.tagName !== "SELECT") say(11, `gradient: ${brief(one)}`);
    const rings = style.boxShadow !== "none" && !/inset|0px 0px 0px 0.5px/.test(style.boxShadow) && one !== document.activeElement && style.position === "static";
    if (rings) say(12, `shadow: ${one.className}`);
    if (one.matches(".bc-card .bc-card")) say(12, `card in card: ${brief(one)}`);
    if (one.disabled || one.getAttribute("aria-disabled") === "true") say(20, `disabled: ${brief(one)}`);
    if (one.placeholder) say(29, `placeholder: ${one.placeholder}`);
    const radius = style.borderTopLeftRadius;
    const bordered = parseFloat(style.borderTopWidth) > 0 || style.backgroundColor !== "rgba(0, 0, 0, 0)";
    if (bordered && radius.endsWith("px") && ![0, 2, 3, 4, 6, 8, 12].includes(parseFloat(radius)) && parseFloat(radius) < 16) say(25, `radius ${radius}: ${one.className}`);
  }
  for (const one of all(".btn, button")) if (!one.querySelector("p, small, .bc-hint, br") && lines(one) > 1) say(16, `button on ${lines(one)} lines: ${brief(one)}`);
  for (const row of new Set(all(".bc-tag").map((one) => one.parentElement))) {
    const tags = [...row.children].filter((one) => one.classList.contains("bc-tag"));
    if (tags.length > 2) say(14, `${tags.length} tags in a row: ${brief(row)}`);
  }
  for (const one of all(".bc-tag")) {
    if (lines(one) > 1) say(16, `tag on two lines: ${brief(one)}`);
    if (one.innerText.trim().length > 14) say(14, `long tag: ${brief(one)}`);
  }
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide > 0) say(21, `scrolls sideways by ${wide} px`);
  const bands = all(".bc-band, .bc-errors", document.body).filter((one) => one.getBoundingClientRect().top + scrollY < (width < 768 ? 664 : 800));
  if (bands.length > 1) say(23, `${bands.length} bands above the fold: ${bands.map(brief).join(" | ")}`);
  const target = elder ? 60 : work ? 24 : 44;
  const touched = "button, .btn, summary, select, textarea, input:not([type=hidden]):not([type=radio]):not([type=checkbox]):not([type=file]), label.bc-choice, label.bc-check, nav a, li > a:only-child, p > a:only-child";
  for (const one of all(touched, document.body)) {
    if (one.closest(".bc-mast") && !elder) continue; // 36 px by design
    if (work && !elder && one.matches("li > a, p > a")) continue;
    const alone = !one.matches("a") || one.matches(".btn, nav a") || one.parentElement.innerText.trim() === one.innerText.trim();
    if (alone && one.offsetHeight < target - 0.5 && one.offsetHeight && (elder || one.matches("button, .btn, summary, select, label.bc-choice"))) say(27, `${one.offsetHeight} px high: ${brief(one)} <${one.tagName.toLowerCase()} ${one.className}>`);
  }
  const heads = all("h1, h2, h3");
  heads.forEach((one, at) => {
    const next = heads[at + 1];
    const section = one.closest("section");
    if (section && next && !section.contains(next) && section.innerText.trim() === one.innerText.trim()) say(30, `nothing under: ${brief(one)}`);
  });
  if (document.querySelectorAll("h1").length !== 1) say(30, `${document.querySelectorAll("h1").length} h1`);
  return [...new Set(found)];
}
