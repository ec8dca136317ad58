// In the page: ours, and the tightest loops over typed arrays that JavaScript can do, on the same points.
const timed = (work) => { const start = performance.now(); const value = work(); return [performance.now() - start, value]; };

/** The columns of a file of customers, and their standardised logarithms. */
function read(buffer) {
  const n = buffer.byteLength / 16;
  const recency = new Uint32Array(buffer, 0, n);
  const frequency = new Uint32Array(buffer, 4 * n, n);
  const money = new Float64Array(buffer, 8 * n, n);
  const columns = [recency, frequency, Float64Array.from(money, (m) => m / 1e4)].map((column) => {
    const x = Float64Array.from(column, (v) => (v < 0 ? -Math.log1p(-v) : Math.log1p(v)));
    const mean = x.reduce((a, b) => a + b, 0) / n;
    const deviation = Math.sqrt(x.reduce((a, b) => a + (b - mean) ** 2, 0) / n);
    return x.map((v) => (v - mean) / deviation);
  });
  return { n, recency, frequency, money, columns };
}

function random(seed) {
  let s = seed | 0;
  return () => {
    s = (s + 0x6d2b79f5) | 0;
    let t = Math.imul(s ^ (s >>> 15), 1 | s);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** k-means++ and Lloyd, until centres move less than 1e-4 (squared) in all. */
function lloyd(k, draw, n, [x, y, z], label, nearest) {
  const cx = new Float64Array(k), cy = new Float64Array(k), cz = new Float64Array(k);
  let p = (draw() * n) | 0;
  cx[0] = x[p]; cy[0] = y[p]; cz[0] = z[p];
  nearest.fill(Infinity);
  for (let c = 1; c < k; c++) {
    let sum = 0;
    const ax = cx[c - 1], ay = cy[c - 1], az = cz[c - 1];
    for (let i = 0; i < n; i++) {
      const a = x[i] - ax, b = y[i] - ay, e = z[i] - az, d = a * a + b * b + e * e;
      if (d < nearest[i]) nearest[i] = d;
      sum += nearest[i];
    }
    let target = draw() * sum;
    p = 0;
    while (p < n - 1 && (target -= nearest[p]) > 0) p++;
    cx[c] = x[p]; cy[c] = y[p]; cz[c] = z[p];
  }
  const sx = new Float64Array(k), sy = new Float64Array(k), sz = new Float64Array(k), count = new Int32Array(k);
  let inertia = 0;
  for (let round = 0; round < 300; round++) {
    sx.fill(0); sy.fill(0); sz.fill(0); count.fill(0);
    inertia = 0;
    for (let i = 0; i < n; i++) {
      const a = x[i], b = y[i], e = z[i];
      let best = Infinity, own = 0;
      for (let c = 0; c < k; c++) {
        const u = a - cx[c], v = b - cy[c], w = e - cz[c], d = u * u + v * v + w * w;
        if (d < best) { best = d; own = c; }
      }
      label[i] = own; inertia += best;
      sx[own] += a; sy[own] += b; sz[own] += e; count[own]++;
    }
    let moved = 0;
    for (let c = 0; c < k; c++) {
      if (!count[c]) continue;
      const a = sx[c] / count[c], b = sy[c] / count[c], e = sz[c] / count[c];
      moved += (a - cx[c]) ** 2 + (b - cy[c]) ** 2 + (e - cz[c]) ** 2;
      cx[c] = a; cy[c] = b; cz[c] = e;
    }
    if (moved <= 1e-4) break;
  }
  return inertia;
}

function loopRuns({ n, columns }) {
  const nearest = new Float64Array(n), label = new Uint8Array(n), labels = [], inertias = [];
  for (let k = 2; k <= 10; k++) {
    let best = Infinity;
    for (let start = 0; start < 10; start++) {
      const inertia = lloyd(k, random(k * 1000 + start), n, columns, label, nearest);
      if (inertia < best) { best = inertia; labels[k] = label.slice(); }
    }
    inertias.push(best);
  }
  return { labels, inertias };
}

/** Silhouettes of all k in one pass over the distances. */
function loopSilhouettes({ n, columns: [x, y, z] }, labels) {
  const first = (k) => (k * (k - 1)) / 2 - 1;
  const places = [2, 3, 4, 5, 6, 7, 8, 9, 10].map((k) => labels[k].map((l) => first(k) + l));
  const count = new Int32Array(54), sum = new Float64Array(54), total = new Float64Array(9);
  for (const place of places) for (let i = 0; i < n; i++) count[place[i]]++;
  const [p2, p3, p4, p5, p6, p7, p8, p9, p10] = places;
  for (let i = 0; i < n; i++) {
    sum.fill(0);
    const a = x[i], b = y[i], c = z[i];
    for (let j = 0; j < n; j++) {
      const u = a - x[j], v = b - y[j], w = c - z[j], d = Math.sqrt(u * u + v * v + w * w);
      sum[p2[j]] += d; sum[p3[j]] += d; sum[p4[j]] += d; sum[p5[j]] += d; sum[p6[j]] += d;
      sum[p7[j]] += d; sum[p8[j]] += d; sum[p9[j]] += d; sum[p10[j]] += d;
    }
    for (let k = 2; k <= 10; k++) {
      const own = places[k - 2][i];
      if (count[own] <= 1) continue;
      const within = sum[own] / (count[own] - 1);
      let next = Infinity;
      for (let c = first(k); c < first(k) + k; c++) if (c !== own && count[c]) next = Math.min(next, sum[c] / count[c]);
      const most = Math.max(within, next);
      total[k - 2] += most > 0 ? (next - within) / most : 0;
    }
  }
  return [...total].map((t) => t / n);
}

globalThis.compare = async (url, exact) => {
  const data = read(await (await fetch(url)).arrayBuffer());
  const bench = new wasm_bindgen.Bench(data.recency, data.frequency, data.money);
  const [runs] = timed(() => bench.runs());
  const [silhouettes] = timed(() => bench.silhouettes());
  const [jsRuns, { labels, inertias }] = timed(() => loopRuns(data));
  const [jsSilhouettes, scores] = exact ? timed(() => loopSilhouettes(data, labels)) : [null, inertias.map(() => null)];
  return {
    ours: { runs, silhouettes, by_k: [...bench.finish()] },
    loops: { runs: jsRuns, silhouettes: jsSilhouettes, by_k: inertias.flatMap((inertia, i) => [inertia, scores[i]]) },
  };
};
