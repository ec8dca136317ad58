// Where the marks of a drawn chart are on the screen, for tests that point at them.

/**
 * Runs in the page: places on the screen, at most `most`, spread over the marks of each trace that says something, as
 * `{ x, y, kind }`; `kind` is the trace's type. `element` is the chart's panel. With `silent`, the corners of lines that say nothing.
 */
export function marksOf(element, { most, silent = false }) {
  const drawn = element.querySelector('.js-plotly-plot');
  const full = drawn._fullLayout;
  const box = drawn.getBoundingClientRect();
  const middle = (node) => { const b = node.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; };
  const axis = (name) => full[name.replace(/^[xy]/, (letter) => `${letter}axis`)];
  const on = (x, y) => (px, py) => [box.x + x._offset + x.d2p(px), box.y + y._offset + y.d2p(py)];

  // A band is bent: a place inside it, half-way.
  const inside = (path) => {
    const b = path.getBBox();
    const toScreen = path.getScreenCTM();
    for (let step = 0; step < 60; step++) {
      const place = new DOMPoint(b.x + b.width / 2, b.y + (b.height * (step + 0.5)) / 60);
      if (!path.isPointInFill(place)) continue;
      // The middle of the band's width there, not its edge.
      let end = place.y;
      while (end < b.y + b.height && path.isPointInFill(new DOMPoint(place.x, end))) end += 0.25;
      const { x, y } = new DOMPoint(place.x, (place.y + end) / 2).matrixTransform(toScreen);
      return [x, y];
    }
    return null;
  };

  const multiply = (matrix, v) => [0, 1, 2, 3].map((row) => [0, 1, 2, 3].reduce((sum, column) => sum + matrix[column * 4 + row] * v[column], 0));
  const inSpace = (trace) => {
    const scene = full[trace.scene ?? 'scene']._scene;
    const { model, view, projection } = scene.glplot.cameraParams;
    const area = scene.container.getBoundingClientRect();
    return trace.x.map((_, i) => {
      const at = ['x', 'y', 'z'].map((name, n) => scene.fullSceneLayout[`${name}axis`].d2l(trace[name][i]) * scene.dataScale[n]);
      const [x, y, , w] = multiply(projection, multiply(view, multiply(model, [...at, 1])));
      return [area.x + ((x / w + 1) / 2) * area.width, area.y + ((1 - y / w) / 2) * area.height];
    });
  };

  const bars = [...drawn.querySelectorAll('.barlayer .trace')];
  const polar = [...drawn.querySelectorAll('.polarlayer .scatterlayer .trace')];
  const placesOf = (trace) => {
    const list = (values) => Array.from(values ?? []);
    switch (trace.type) {
      // A bar of next to nothing has no place that a pointer finds. Plotly may list bars in another order when it draws them again.
      case 'bar': return [...bars.shift().querySelectorAll('.point path')].filter((bar) => Math.min(bar.getBBox().width, bar.getBBox().height) >= 3).map(middle).sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
      case 'sankey': return [...drawn.querySelectorAll('.sankey-link')].map(inside).concat([...drawn.querySelectorAll('.sankey-node .node-rect')].map(middle));
      case 'scatter3d': return inSpace(trace);
      case 'scatterpolar': {
        const group = polar.shift();
        const points = [...group.querySelectorAll('.point')];
        if (points.length) return points.map(middle);
        const line = group.querySelector('.js-line');
        const ends = line.getAttribute('d').match(/-?[\d.]+,-?[\d.]+/g).map((pair) => pair.split(',').map(Number));
        return ends.map(([x, y]) => { const at = new DOMPoint(x, y).matrixTransform(line.getScreenCTM()); return [at.x, at.y]; });
      }
      case 'heatmap': {
        const at = on(axis(trace.xaxis), axis(trace.yaxis));
        return list(trace.z).flatMap((row, r) => list(row).flatMap((z, c) => (z === null || Number.isNaN(z) ? [] : [at(trace.x[c], trace.y[r])])));
      }
      case 'splom': {
        const pairs = trace.dimensions.flatMap((_, column) => trace.dimensions.flatMap((_, row) => (row > column ? [[column, row]] : [])));
        return pairs.flatMap(([column, row]) => {
          const at = on(axis(trace.xaxes[column]), axis(trace.yaxes[row]));
          return list(trace.dimensions[column].values).map((x, i) => at(x, trace.dimensions[row].values[i]));
        });
      }
      case 'scatter': {
        const at = on(axis(trace.xaxis), axis(trace.yaxis));
        return list(trace.x).flatMap((x, i) => (trace.y[i] === null || x === null || (trace.hovertext?.[i] === '') !== silent ? [] : [at(x, trace.y[i])]));
      }
      default: throw new Error(`no test knows where the marks of a ${trace.type} are`);
    }
  };
  const traces = drawn._fullData.map((trace) => [trace, trace.visible === true ? placesOf(trace) : []])
    .filter(([trace]) => trace.hoverinfo !== 'skip' && (!silent || trace.type === 'scatter'));
  const shown = traces.map(([trace, places]) => ({ kind: trace.type, places: places.filter((at) => at?.every(Number.isFinite)) })).filter(({ places }) => places.length);
  const share = Math.max(1, Math.floor(most / shown.length));
  return shown.flatMap(({ kind, places }) => {
    const count = Math.min(share, places.length);
    return Array.from({ length: count }, (_, n) => places[Math.floor(((n + 0.5) * places.length) / count)]).map(([x, y]) => ({ x, y, kind }));
  }).slice(0, most);
}

/** Runs in the page: places on the screen over the whole chart, marks or not. */
export function gridOf(element, most) {
  const box = element.querySelector('.js-plotly-plot').getBoundingClientRect();
  const columns = Math.ceil(Math.sqrt(most * 1.5));
  const rows = Math.ceil(most / columns);
  return Array.from({ length: most }, (_, n) => ({
    x: box.x + (box.width * ((n % columns) + 0.5)) / columns,
    y: box.y + (box.height * (Math.floor(n / columns) + 0.5)) / rows,
  }));
}
