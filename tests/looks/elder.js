/* What on this page an elder would not read or not hit. The page wears the elder look. */
() => {
  const wrong = [], seen = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length;
  const hidden = e => e.closest('.vh, .bc-skip, [aria-hidden=true], dialog:not([open])');
  const where = (e, what) => wrong.push(what + ': ' + e.outerHTML.slice(0, 110));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const told = new Set();
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || told.has(e) || !seen(e) || hidden(e) || e.closest('svg, script, style')) { continue; }
    told.add(e);
    const style = getComputedStyle(e), size = parseFloat(style.fontSize), line = parseFloat(style.lineHeight);
    if (size < 18) { where(e, 'text of ' + size + ' px'); }
    if (line / size < 1.3 && !e.closest('.bc-mark, .bc-tag, button, .btn')) { where(e, 'lines at ' + (line / size).toFixed(2)); }
  }
  document.querySelectorAll('main :is(button, .btn, summary, .bc-choice, .bc-check, select, textarea, input:not([type=hidden], [type=radio], [type=checkbox]))').forEach(e => {
    const box = e.getBoundingClientRect();
    if (!seen(e) || hidden(e)) { return; }
    if (box.height < 60 || box.width < 60) { where(e, 'target of ' + Math.round(box.width) + ' x ' + Math.round(box.height)); }
  });
  return wrong;
}
