// In the page: ours, and the tightest loops over typed arrays that JavaScript can do, on the same purchases.
const timed = (work) => { const start = performance.now(); const value = work(); return [performance.now() - start, value]; };

/** Time in all and of the longest step. */
function steps(step) {
  const start = performance.now();
  let longest = 0;
  for (let from = start, done = false; !done;) {
    done = step();
    const now = performance.now();
    longest = Math.max(longest, now - from);
    from = now;
  }
  return { ms: performance.now() - start, longest };
}

/** Per customer the different products, sorted, one after the other. */
function rows(customers, customer, product) {
  const starts = new Uint32Array(customers + 1);
  for (let line = 0; line < customer.length; line++) starts[customer[line] + 1]++;
  for (let c = 0; c < customers; c++) starts[c + 1] += starts[c];
  const next = starts.slice(), all = new Uint32Array(customer.length);
  for (let line = 0; line < customer.length; line++) all[next[customer[line]]++] = product[line];
  const from = new Uint32Array(customers + 1), items = new Uint16Array(customer.length);
  let at = 0;
  for (let c = 0; c < customers; c++) {
    let last = -1;
    for (const item of all.subarray(starts[c], starts[c + 1]).sort()) if (item !== last) items[at++] = last = item;
    from[c + 1] = at;
  }
  return { customers, from, items: items.slice(0, at) };
}

/** Cosines of all pairs of products, products × products. */
function cosines({ customers, from, items }, products) {
  const both = new Uint32Array(products * products), buyers = new Uint32Array(products);
  for (let c = 0; c < customers; c++) {
    const end = from[c + 1];
    for (let i = from[c]; i < end; i++) {
      const row = items[i] * products;
      buyers[items[i]]++;
      for (let j = i + 1; j < end; j++) both[row + items[j]]++;
    }
  }
  const cosine = new Float32Array(products * products);
  for (let a = 0; a < products; a++) {
    for (let b = a + 1; b < products; b++) {
      const n = both[a * products + b];
      if (n) cosine[a * products + b] = cosine[b * products + a] = n / Math.sqrt(buyers[a] * buyers[b]);
    }
  }
  return cosine;
}

/** For every customer the ten products of the highest sum of cosines that they have not bought. */
function topTen({ customers, from, items }, products, cosine) {
  const TOP = 10, sum = new Float32Array(products);
  const product = new Uint16Array(customers * TOP), score = new Float32Array(customers * TOP);
  for (let c = 0; c < customers; c++) {
    const start = from[c], end = from[c + 1], out = c * TOP, last = out + TOP - 1;
    sum.fill(0);
    let i = start;
    // Four rows at a time is quicker than one: fewer sums are stored and loaded again.
    for (; i + 3 < end; i += 4) {
      const a = items[i] * products, b = items[i + 1] * products, d = items[i + 2] * products, e = items[i + 3] * products;
      for (let p = 0; p < products; p++) sum[p] += cosine[a + p] + cosine[b + p] + cosine[d + p] + cosine[e + p];
    }
    for (; i < end; i++) {
      const row = items[i] * products;
      for (let p = 0; p < products; p++) sum[p] += cosine[row + p];
    }
    for (let i = start; i < end; i++) sum[items[i]] = 0;
    let least = 0;
    for (let p = 0; p < products; p++) {
      const value = sum[p];
      if (value <= least) continue;
      let at = last;
      while (at > out && score[at - 1] < value) {
        score[at] = score[at - 1];
        product[at] = product[at - 1];
        at--;
      }
      score[at] = value;
      product[at] = p;
      least = score[last];
    }
  }
  return product;
}

globalThis.prepare = (customers, products) => {
  const bench = new wasm_bindgen.Bench(customers, products);
  globalThis.shop = { bench, products: bench.products(), rows: rows(bench.customers(), bench.line_customers(), bench.line_products()) };
  return bench.customers();
};

globalThis.ours = () => {
  const { bench } = globalThis.shop;
  const model = steps(() => bench.model_step());
  const lists = steps(() => bench.list_step(64));
  return { model, lists, digest: bench.digest(), bytes: globalThis.bytes() };
};

globalThis.calibration = () => steps(() => globalThis.shop.bench.calibration_step());

globalThis.loops = () => {
  const { products, rows } = globalThis.shop;
  const [model, cosine] = timed(() => cosines(rows, products));
  const [lists, list] = timed(() => topTen(rows, products, cosine));
  return { model, lists, sum: list.reduce((a, b) => a + b, 0) };
};
