// The report's own script: reading charts by pointer and keys, sorting, filtering, saving. The page says everything without it.
(() => {
  'use strict';
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const make = (name, text, className) => {
    const element = document.createElement(name);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const save = (name, blob) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  document.documentElement.classList.add('js');

  // Charts: what a mark says, by pointer, touch and arrow keys; the same words for screen readers.
  const tip = document.getElementById('tip');
  let lit = null;
  const show = (mark) => {
    if (lit) lit.classList.remove('lit');
    lit = mark;
    if (!mark) { tip.hidden = true; return; }
    mark.classList.add('lit');
    tip.textContent = mark.dataset.t;
    tip.hidden = false;
    const at = mark.getBoundingClientRect();
    const wide = tip.offsetWidth, high = tip.offsetHeight;
    const left = Math.min(Math.max(at.left + at.width / 2 - wide / 2, 6), document.documentElement.clientWidth - wide - 6);
    const top = at.top > high + 12 ? at.top - high - 8 : at.bottom + 8;
    tip.style.left = `${left + window.scrollX}px`;
    tip.style.top = `${top + window.scrollY}px`;
  };
  // Dots are small: the nearest mark within reach counts.
  const near = (svg, x, y) => {
    const under = document.elementFromPoint(x, y);
    if (under && under.dataset && under.dataset.t && !under.classList.contains('off')) return under;
    let best = null, least = 20 * 20;
    for (const mark of all(svg, 'circle[data-t]:not(.off)')) {
      const at = mark.getBoundingClientRect();
      const dx = at.left + at.width / 2 - x, dy = at.top + at.height / 2 - y;
      if (dx * dx + dy * dy < least) { least = dx * dx + dy * dy; best = mark; }
    }
    return best;
  };
  for (const figure of all(document, 'figure.chart')) {
    const say = figure.querySelector('output');
    for (const svg of all(figure, 'svg')) {
      svg.addEventListener('pointermove', (event) => show(near(svg, event.clientX, event.clientY)));
      svg.addEventListener('pointerdown', (event) => show(near(svg, event.clientX, event.clientY)));
      svg.addEventListener('pointerleave', () => show(null));
      svg.addEventListener('blur', () => show(null));
      svg.addEventListener('keydown', (event) => {
        const marks = all(svg, '[data-t]:not(.off)');
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (event.key === 'Escape') { show(null); return; }
        if (!marks.length || (!step && event.key !== 'Home' && event.key !== 'End')) return;
        event.preventDefault();
        const from = marks.indexOf(lit);
        const to = event.key === 'Home' ? 0 : event.key === 'End' ? marks.length - 1
          : from < 0 ? (step > 0 ? 0 : marks.length - 1) : (from + step + marks.length) % marks.length;
        show(marks[to]);
        say.textContent = marks[to].dataset.t;
      });
    }
    for (const key of all(figure, '.legend button')) {
      key.disabled = false;
      key.addEventListener('click', () => {
        const on = key.getAttribute('aria-pressed') !== 'true';
        key.setAttribute('aria-pressed', on);
        for (const mark of all(figure, `[data-s="${key.dataset.n}"]`)) mark.classList.toggle('off', !on);
      });
    }
    const tools = figure.querySelector('.tools');
    const png = make('button', 'PNG', 'tool');
    png.type = 'button';
    png.title = 'Save this chart as a picture';
    png.addEventListener('click', () => picture(figure));
    tools.append(png);
  }

  // A chart as a picture: a copy with its colours written into it, drawn at twice the size.
  const picture = (figure) => {
    const wide = figure.querySelector('svg.wide');
    const [, , w, h] = wide.getAttribute('viewBox').split(' ').map(Number);
    const keys = all(figure, '.legend button[aria-pressed="true"]');
    const head = 40 + (keys.length ? 20 : 0);
    const copy = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    copy.setAttribute('viewBox', `-16 ${-head} ${w + 32} ${h + head + 16}`);
    copy.setAttribute('width', (w + 32) * 2);
    copy.setAttribute('height', (h + head + 16) * 2);
    copy.setAttribute('font-family', 'system-ui, sans-serif');
    const style = getComputedStyle(document.body);
    const put = (name, attributes, text) => {
      const element = document.createElementNS('http://www.w3.org/2000/svg', name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      if (text !== undefined) element.textContent = text;
      copy.append(element);
      return element;
    };
    put('rect', { x: -16, y: -head, width: w + 32, height: h + head + 16, fill: style.getPropertyValue('--card') });
    put('text', { x: 0, y: 22 - head, 'font-size': 13, 'font-weight': 600, fill: style.color }, figure.querySelector('h3').textContent);
    let x = 0;
    for (const key of keys) {
      const colour = getComputedStyle(key.querySelector('rect')).fill;
      put('rect', { x, y: -22, width: 9, height: 9, rx: 2, fill: colour });
      put('text', { x: x + 13, y: -14, 'font-size': 9.5, fill: style.color }, key.textContent.trim());
      x += 34 + key.textContent.trim().length * 5.2;
    }
    // The drawing may be hidden on a narrow screen: its rules hold all the same.
    const hidden = getComputedStyle(wide).display === 'none';
    if (hidden) wide.classList.add('shown');
    for (const mark of wide.children) {
      if (mark.classList.contains('off')) continue;
      const clone = mark.cloneNode(true), rules = getComputedStyle(mark);
      clone.removeAttribute('class');
      clone.setAttribute('fill', rules.fill);
      if (mark.hasAttribute('stroke-width')) clone.setAttribute('stroke', rules.stroke);
      copy.append(clone);
    }
    if (hidden) wide.classList.remove('shown');
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement('canvas');
      canvas.width = (w + 32) * 2;
      canvas.height = (h + head + 16) * 2;
      canvas.getContext('2d').drawImage(image, 0, 0);
      canvas.toBlob((blob) => save(`${figure.id}.png`, blob), 'image/png');
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  };

  // Tables: sort by a column, keep rows that hold a text, save as CSV.
  const value = (cell) => (cell.dataset.v !== undefined ? cell.dataset.v : cell.textContent);
  const guarded = (cell) => {
    const text = value(cell);
    const safe = cell.dataset.v === undefined && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  for (const box of all(document, '.table')) {
    const table = box.querySelector('table'), body = table.tBodies[0];
    const rows = [...body.rows];
    const tools = box.querySelector('.tools');
    if (rows.length > 8) {
      const input = document.createElement('input');
      input.type = 'search';
      input.placeholder = 'Filter';
      input.setAttribute('aria-label', `Filter: ${table.getAttribute('aria-label')}`);
      const count = make('span', '', 'count');
      count.setAttribute('aria-live', 'polite');
      input.addEventListener('input', () => {
        const wanted = input.value.trim().toLowerCase();
        let left = 0;
        for (const row of rows) {
          row.hidden = !row.textContent.toLowerCase().includes(wanted);
          left += !row.hidden;
        }
        count.textContent = wanted ? `${left} of ${rows.length}` : '';
      });
      tools.append(count, input);
    }
    const csv = make('button', 'CSV', 'tool');
    csv.type = 'button';
    csv.title = 'Save this table as CSV';
    csv.addEventListener('click', () => {
      const lines = [table.tHead.rows[0], ...rows].map((row) => [...row.cells].map(guarded).join(','));
      save(`${box.id || 'table'}.csv`, new Blob([`${lines.join('\n')}\n`], { type: 'text/csv;charset=utf-8' }));
    });
    tools.append(csv);
    if (rows.length < 2) continue;
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = make('button', head.textContent);
      button.type = 'button';
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const down = head.getAttribute('aria-sort') === 'descending'
          || (!head.hasAttribute('aria-sort') && !head.classList.contains('n'));
        for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', down ? 'ascending' : 'descending');
        const key = (row) => {
          const text = value(row.cells[column]);
          const number = Number(text);
          return text !== '' && row.cells[column].classList.contains('n') && !Number.isNaN(number) ? number : text;
        };
        const order = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en', { numeric: true }));
        const sorted = rows.map((row) => [key(row), row]).sort((a, b) => (down ? order(a[0], b[0]) : order(b[0], a[0])));
        body.append(...sorted.map((pair) => pair[1]));
      });
    });
  }

  // Shown inside another page, links to sections would lead to that page's address.
  for (const link of all(document, 'nav a')) {
    link.addEventListener('click', (event) => {
      if (window.parent === window) return;
      event.preventDefault();
      document.getElementById(link.hash.slice(1)).scrollIntoView();
    });
  }

  for (const button of all(document, '[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
  // Shown inside another page, that page asks for printing.
  window.addEventListener('message', (event) => { if (event.data === 'print' && event.source === window.parent) window.print(); });
})();
