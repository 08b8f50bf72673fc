// What a machine sees of a page: lines whose ink touches, and words without a language of their own.
(locale) => {
  const hidden = '.unseen, .skip, option, details:not([open]) > :not(summary)';
  const canvas = document.createElement('canvas').getContext('2d');
  const lines = [], texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, words = node.data.trim();
    if (!words) continue;
    const around = node.parentElement;
    if (!around.closest('bdi, code, textarea, .narrative, [translate=no], script, style') &&
        around.closest('[lang]').lang === locale) texts.push(words);
    if (around.closest(hidden)) continue;
    const style = getComputedStyle(around);
    canvas.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    // The ink of each word, above and below its base line.
    for (const word of node.data.matchAll(/\S+/g)) {
      const ink = canvas.measureText(word[0]);
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      for (const box of range.getClientRects()) {
        if (box.width <= 2 || box.height <= 2) continue;
        const line = ink.fontBoundingBoxAscent + ink.fontBoundingBoxDescent;
        const base = box.top + (box.height - line) / 2 + ink.fontBoundingBoxAscent;
        lines.push({
          left: box.left, right: box.right, words: words.slice(0, 40),
          top: base - ink.actualBoundingBoxAscent, bottom: base + ink.actualBoundingBoxDescent,
        });
      }
    }
  }
  lines.sort((a, b) => a.top - b.top);
  const touching = [];
  lines.forEach((a, i) => {
    for (let j = i + 1; j < lines.length && lines[j].top < a.bottom - 1; j++) {
      const b = lines[j];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - b.top;
      if (wide > 3 && high > 1) touching.push(`${a.words} / ${b.words} (${high.toFixed(1)} px)`);
    }
  });
  return {touching, texts};
}
