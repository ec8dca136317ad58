// What the page does with plotly.js: draws charts, walks their points by keys, hides and shows series, makes pictures, and gets
// them ready for paper. Loaded with the first run. What a chart shows and says comes whole from the worker: nothing is computed here.

// The strict bundle: it needs no 'unsafe-eval', and draws WebGL charts without it.
const PLOTLY = 'vendor/plotly-strict.min.js';
const CONFIG = {
  responsive: true,
  // Where nothing hovers the bar would lie on the chart for good; two fingers zoom there.
  displayModeBar: matchMedia('(hover: hover)').matches ? 'hover' : false,
  displaylogo: false,
  // Its hints are in other words than the page's, and lie on the chart.
  showTips: false,
  // No chart leaves the browser: plotly.js would offer to upload it.
  modeBarButtonsToRemove: ['sendChartToCloud', 'toImage', 'lasso2d', 'select2d', 'autoScale2d', 'toggleSpikelines', 'hoverClosestCartesian', 'hoverCompareCartesian'],
};
// Pictures: so many points wide, and PNG with two pixels a point.
const WIDTH = 800;
const SCALE = 2;
const EDGE = 16;
const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

let loading;
let hinted = false;
function plotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = new URL(PLOTLY, document.baseURI).href;
    script.onload = () => resolve(globalThis.Plotly);
    script.onerror = async () => {
      // Let the next chart try again: the connection may be back.
      loading = undefined;
      script.remove();
      reject(await globalThis.clienteleWhy(script.src, new Error('plotly.js could not be loaded')));
    };
    document.head.append(script);
  });
  return loading;
}

/** Fetches plotly.js before the first chart asks for it. It is not started yet: that would hold the page while a run shows how far it is. */
export function prepare() {
  if (hinted) return;
  hinted = true;
  const hint = document.createElement('link');
  Object.assign(hint, { rel: 'preload', as: 'script', href: new URL(PLOTLY, document.baseURI).href });
  document.head.append(hint);
}

// ---- drawing -----------------------------------------------------------------------------------------------------------

/** What is known of each drawn chart: `{ spec, pick, panel, at }`. */
const charts = new WeakMap();
/** Elements whose keys are heard. */
const heard = new WeakSet();

// Longest wait for a frame: a tab in the background paints none.
const NO_FRAME_MS = 300;
// Ends with the chart that was asked for last.
let last = Promise.resolve();

// After the next frame's callbacks comes its painting, and after that what is due at once.
const painted = () => new Promise((resolve) => {
  requestAnimationFrame(() => setTimeout(resolve));
  setTimeout(resolve, NO_FRAME_MS);
});

/**
 * Draws a chart, or redraws it. Charts wait for each other and for the browser to paint what is there: a page shows its words and
 * figures first, and listens between two charts. One whose page has been left by then is not drawn.
 * `panel` holds the places for what is said and for the series' names; `pick(x, y, names)` is called
 * for a mark that is clicked, where clicks lead somewhere.
 */
export async function draw(element, panel, text, filters, pick) {
  const lib = await plotly();
  const before = last;
  let end;
  last = new Promise((resolve) => { end = resolve; });
  await before;
  await painted();
  try {
    if (element.isConnected) await drawNow(lib, element, panel, text, filters, pick);
  } finally {
    end();
  }
}

async function drawNow(lib, element, panel, text, filters, pick) {
  const spec = JSON.parse(text);
  await lib.react(element, spec.data, spec.layout, CONFIG);
  const first = !charts.has(element);
  const chart = { spec, pick, filters, panel, at: null };
  charts.set(element, chart);
  say(chart, '');
  if (first) {
    element.on('plotly_click', (event) => {
      const point = event.points?.[0];
      if (point) charts.get(element)?.pick?.(...picked(point));
    });
    // A corner of an outline says nothing: better no label than an empty one.
    element.on('plotly_hover', (event) => {
      if (event.points?.length && event.points.every((point) => point.hovertext === '')) lib.Fx.unhover(element);
      else if (event.event instanceof MouseEvent) pointedAt = element;
    });
    element.on('plotly_restyle', () => names(element));
  }
  // Plotly's own events end when a chart is freed; the element's do not.
  if (!heard.has(element)) {
    heard.add(element);
    element.addEventListener('keydown', (event) => key(lib, element, event));
    // The words stay: what stands below would move away from under the pointer.
    element.addEventListener('blur', () => leave(lib, element, true));
  }
  names(element);
}

// Where the pointer leaves a chart right after a click plotly.js hears nothing of it, as the cover under the pressed button is gone by then: its
// label would lie there for good.
let pointedAt = null;
document.addEventListener('pointermove', ({ buttons, target }) => {
  if (!pointedAt || buttons || pointedAt.contains(target)) return;
  if (charts.has(pointedAt)) globalThis.Plotly?.Fx.unhover(pointedAt);
  pointedAt = null;
}, { passive: true });

/** Fits a chart to its element. */
export function resize(element) {
  // plotly.js refuses what is not on the screen, also when that becomes so while it waits: then there is nothing to fit.
  if (charts.has(element) && element.checkVisibility()) globalThis.Plotly?.Plots.resize(element)?.catch(() => {});
}

/** Frees what is held for a chart. */
export function purge(element) {
  if (charts.delete(element)) globalThis.Plotly?.purge(element);
}

// Place on the axes, and the names that stand there: of a band its two ends, else of the point, its places and its series.
function picked(point) {
  const number = (value) => (typeof value === 'number' ? value : null);
  const texts = [point.source?.label, point.target?.label, point.id, point.x, point.y, point.data?.name];
  return [number(point.x), number(point.y), texts.filter((text) => typeof text === 'string').map(letters)];
}

// Texts are escaped for Plotly, which reads a few tags.
function letters(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
function words(label) {
  return letters(label.replaceAll('<extra></extra>', '').replaceAll(/<br>/g, ', ').replaceAll(/<\/?b>/g, ''));
}

// ---- by keyboard -------------------------------------------------------------------------------------------------------

// The points that say something, as rows and columns the way the eye goes over them.
function rows(data) {
  const point = (curve, index, label, more) => (label ? [{ curve, index, label, ...more }] : []);
  const spoken = data.flatMap((trace, curve) => (trace.hoverinfo === 'skip' || trace.visible === 'legendonly' || trace.visible === false ? [] : [[trace, curve]]));
  const heat = spoken.find(([trace]) => trace.type === 'heatmap');
  if (heat) {
    const [trace, curve] = heat;
    // From the top: places on the axis grow upwards.
    const cells = trace.z.map((row, r) => row.flatMap((z, c) => (z === null ? [] : point(curve, [r, c], trace.hovertext[r]?.[c], { x: trace.x[c], y: trace.y[r], column: c }))));
    const high = (row) => (typeof row[0].y === 'number' ? row[0].y : cells.indexOf(row));
    return cells.filter((row) => row.length).sort((a, b) => high(b) - high(a));
  }
  const flow = spoken.find(([trace]) => trace.type === 'sankey');
  if (flow) {
    const [{ link, node }, curve] = flow;
    const end = (at) => ({ label: node.label[at] });
    const bands = link.value.flatMap((_, i) => point(curve, i, link.customdata[i], { source: end(link.source[i]), target: end(link.target[i]), silent: true }));
    return [bands, node.label.flatMap((_, i) => point(curve, i, node.customdata[i], { source: end(i), silent: true, still: true }))];
  }
  // A line that closes, or goes on from another's end, comes to a point again.
  const said = new Set();
  const again = (trace, x, y, label) => trace.mode?.includes('lines') && said.size === said.add(`${x} ${y} ${label}`).size;
  const lists = spoken.map(([trace, curve]) => {
    const [x, y] = trace.type === 'scatterpolar' ? [trace.theta, trace.r] : [trace.x ?? [], trace.y ?? []];
    const silent = trace.type === 'scatter3d' || trace.type === 'splom';
    const list = (trace.hovertext ?? []).flatMap((label, i) => (again(trace, x[i], y[i], label) ? [] : point(curve, i, label, { x: x[i], y: y[i], id: trace.ids?.[i], data: trace, silent, column: typeof x[i] === 'number' ? undefined : i, polar: trace.type === 'scatterpolar' })));
    // From left to right, where there is a left and a right.
    if (list.every((p) => typeof p.x === 'number') && trace.orientation !== 'h') list.sort((a, b) => a.x - b.x);
    return list;
  }).filter((list) => list.length);
  if (lists.length && lists.every((list) => list.length === 1)) {
    return lists.every((list) => typeof list[0].y === 'number') ? lists.sort((a, b) => b[0].y - a[0].y) : [lists.flat()];
  }
  if (spoken.length && spoken.every(([trace]) => trace.orientation === 'h')) {
    // Bars that lie: their names stand below each other, those of the last from the top.
    const most = Math.max(...lists.map((list) => list.length));
    const across = Array.from({ length: most }, (_, i) => lists.map((list) => list[list.length - 1 - i]).filter(Boolean).reverse());
    return across.map((row) => row.map((p, column) => ({ ...p, column })));
  }
  return lists;
}

const STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], PageDown: [0, 10], PageUp: [0, -10], Home: [0, -1e9], End: [0, 1e9] };

function key(lib, element, event) {
  const chart = charts.get(element);
  if (!chart || event.target !== element || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && chart.at) {
    leave(lib, element);
    event.preventDefault();
    return;
  }
  if ((event.key === 'Enter' || event.key === ' ') && chart.at && !chart.at.point.still) {
    event.preventDefault();
    chart.pick?.(...picked(chart.at.point));
    return;
  }
  const step = STEPS[event.key];
  if (!step) return;
  const grid = rows(element.data);
  if (!grid.length) return;
  event.preventDefault();
  let [row, column] = chart.at ? [Math.min(chart.at.row, grid.length - 1), chart.at.column] : [0, 0];
  if (chart.at && step[0]) {
    const to = row + step[0];
    if (to >= 0 && to < grid.length) {
      // The nearest to where one was.
      const place = grid[row][Math.min(column, grid[row].length - 1)];
      row = to;
      const far = (p) => (typeof p.x === 'number' && typeof place.x === 'number' && p.column === undefined ? Math.abs(p.x - place.x) : Math.abs((p.column ?? 0) - (place.column ?? 0)));
      column = grid[row].reduce((best, p, i) => (far(p) < far(grid[row][best]) ? i : best), 0);
    }
  } else if (chart.at) {
    column += step[1];
    // A row that ends goes over into the next.
    if (Math.abs(step[1]) === 1 && column >= grid[row].length && row + 1 < grid.length) [row, column] = [row + 1, 0];
    if (Math.abs(step[1]) === 1 && column < 0 && row > 0) [row, column] = [row - 1, grid[row - 1].length - 1];
  } else if (event.key === 'End') {
    column = 1e9;
  }
  column = Math.max(0, Math.min(grid[row].length - 1, column));
  const point = grid[row][column];
  chart.at = { row, column, point };
  const place = grid.length > 1 ? `${column + 1} of ${grid[row].length}, row ${row + 1} of ${grid.length}` : `${column + 1} of ${grid[row].length}`;
  say(chart, words(point.label), place);
  show(lib, element, point);
}

function show(lib, element, point) {
  try {
    if (point.silent) lib.Fx.unhover(element);
    else lib.Fx.hover(element, [{ curveNumber: point.curve, pointNumber: point.index }], point.polar ? 'polar' : undefined);
  } catch {
    // The words below the chart say the same.
  }
}

function leave(lib, element, stays = false) {
  const chart = charts.get(element);
  if (!chart?.at) return;
  chart.at = null;
  if (!stays) say(chart, '');
  try {
    lib.Fx.unhover(element);
  } catch {
    // Nothing was shown.
  }
}

function say(chart, text, place) {
  const box = chart.panel.querySelector('.chart-says');
  if (!box) return;
  box.textContent = text;
  if (place) box.append(Object.assign(document.createElement('span'), { className: 'muted', textContent: ` (${place})` }));
}

// ---- names of series ---------------------------------------------------------------------------------------------------

// The legend as buttons: for keyboards, and for fingers that miss it.
function names(element) {
  const chart = charts.get(element);
  const box = chart?.panel.querySelector('.chart-names');
  if (!box) return;
  const series = element.data.flatMap((trace, curve) => (trace.name && trace.showlegend !== false && trace.hoverinfo !== 'skip' ? [{ trace, curve }] : []));
  const details = box.closest('details');
  details.hidden = series.length < 2;
  const had = box.contains(document.activeElement) ? [...box.querySelectorAll('button')].indexOf(document.activeElement) : -1;
  const button = (text, press, attributes = {}) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'button button-small';
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.addEventListener('click', press);
    return made;
  };
  const is_shown = (trace) => trace.visible !== 'legendonly' && trace.visible !== false;
  box.replaceChildren(...(series.length < 2 ? [] : series.map(({ trace, curve }) => {
    const name = letters(trace.name);
    const row = document.createElement('li');
    row.append(button(name, () => globalThis.Plotly.restyle(element, { visible: is_shown(trace) ? 'legendonly' : true }, [curve]), { 'aria-pressed': String(is_shown(trace)) }));
    const alone = series.every((other) => is_shown(other.trace) === (other.curve === curve));
    const all = series.map((other) => other.curve);
    row.append(button(alone ? 'All' : 'Alone', () => globalThis.Plotly.restyle(element, { visible: all.map((other) => (alone || other === curve ? true : 'legendonly')) }, all), { 'aria-label': alone ? `${name}: show all again` : `${name}: show alone` }));
    if (chart.filters) {
      const one = [trace.ids?.[0], trace.name].filter((text) => typeof text === 'string').map(letters);
      row.append(button('Only these customers', () => chart.pick?.(null, null, one), { 'aria-label': `Only these customers: ${name}` }));
    }
    return row;
  })));
  if (had >= 0) box.querySelectorAll('button')[had]?.focus();
}

// ---- pictures ----------------------------------------------------------------------------------------------------------

const xml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll(/[^\P{Cc}\n\t]/gu, '');

// What is zoomed into, turned and hidden on the screen.
function adopt(element, spec) {
  const seen = element?.layout ?? {};
  for (const [name, axis] of Object.entries(seen)) {
    if (/^[xy]axis\d*$/.test(name) && axis?.range && axis.autorange !== true) {
      spec.layout[name] = { ...spec.layout[name], range: [...axis.range], autorange: false };
    }
  }
  if (seen.scene?.camera && spec.layout.scene) spec.layout.scene.camera = seen.scene.camera;
  spec.data.forEach((trace, n) => {
    const shown = element?.data?.[n];
    if (shown?.visible !== undefined && shown.name === trace.name) trace.visible = shown.visible;
  });
}

function lines(text, size, weight, width) {
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = `${weight} ${size}px ${FONT}`;
  const out = [''];
  for (const word of text.split(/\s+/)) {
    const longer = `${out.at(-1)} ${word}`.trim();
    if (out.at(-1) && pen.measureText(longer).width > width) out.push(word);
    else out[out.length - 1] = longer;
  }
  return out;
}

/** The chart as SVG text on white, in the light colours of `text`, with what the screen has been zoomed to. */
async function svg(element, text, { title = '', notes = [], width = WIDTH } = {}) {
  const lib = await plotly();
  const spec = JSON.parse(text);
  adopt(element, spec);
  const height = Math.round(Math.min(900, Math.max(340, element?.clientHeight ?? 0)));
  const layout = { ...spec.layout, autosize: false, width: width - (title ? 2 * EDGE : 0), height, paper_bgcolor: '#ffffff' };
  const data = await lib.toImage({ data: spec.data, layout, config: { staticPlot: true } }, { format: 'svg', width: layout.width, height, imageDataOnly: true });
  if (!title) return { text: data, width, height };
  let y = EDGE;
  const head = [];
  const write = (words, size, weight, colour) => {
    for (const line of lines(words, size, weight, width - 2 * EDGE)) {
      y += Math.round(size * 1.4);
      head.push(`<text x="${EDGE}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}">${xml(line)}</text>`);
    }
  };
  write(title, 18, 600, '#1f2430');
  notes.filter(Boolean).forEach((note) => write(note, 13, 400, '#5b6472'));
  y += EDGE;
  const inner = data.replace('<svg ', `<svg x="${EDGE}" y="${y}" `);
  const full = y + height + EDGE;
  return {
    text: `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${full}" viewBox="0 0 ${width} ${full}" role="img" font-family="${xml(FONT)}"><title>${xml(title)}</title><desc>${xml(notes.filter(Boolean).join(' '))}</desc><rect width="${width}" height="${full}" fill="#ffffff"/>${head.join('')}${inner}</svg>\n`,
    width,
    height: full,
  };
}

async function image(text) {
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  const picture = new Image();
  picture.src = url;
  try {
    await picture.decode();
  } catch (error) {
    URL.revokeObjectURL(url);
    throw error;
  }
  return { picture, url };
}

/** The chart as the bytes of a file, `png` or `svg`, with its title and notes; `text` is its specification in light colours. */
export async function picture(element, text, title, notes, format) {
  const drawn = await svg(element, text, { title, notes: [...notes] });
  if (format === 'svg') return new TextEncoder().encode(drawn.text);
  const { picture: shown, url } = await image(drawn.text);
  try {
    const canvas = Object.assign(document.createElement('canvas'), { width: drawn.width * SCALE, height: drawn.height * SCALE });
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#ffffff';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(shown, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error('the browser made no picture');
    return new Uint8Array(await blob.arrayBuffer());
  } finally {
    URL.revokeObjectURL(url);
  }
}

// ---- paper -------------------------------------------------------------------------------------------------------------

/** Puts a picture of the chart into `box` that fits any paper; it is taken away after printing. */
export async function onPaper(element, box, text) {
  const drawn = await svg(element, text, { width: 700 });
  const { picture: shown, url } = await image(drawn.text);
  shown.className = 'chart-print';
  shown.alt = '';
  box.querySelector('.chart-print')?.remove();
  box.append(shown);
  box.classList.add('has-print');
  addEventListener('afterprint', () => {
    shown.remove();
    box.classList.remove('has-print');
    URL.revokeObjectURL(url);
  }, { once: true });
}

// The browser's own menu prints at once: what is drawn is fitted to the paper as it is.
addEventListener('beforeprint', () => {
  for (const drawn of document.querySelectorAll('.chart-box:not(.has-print) .main-svg')) {
    const [width, height] = [drawn.getAttribute('width'), drawn.getAttribute('height')];
    if (width && height && !drawn.hasAttribute('viewBox')) {
      drawn.setAttribute('viewBox', `0 0 ${width} ${height}`);
      addEventListener('afterprint', () => drawn.removeAttribute('viewBox'), { once: true });
    }
  }
});
