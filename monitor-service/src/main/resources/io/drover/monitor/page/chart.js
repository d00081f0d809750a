"use strict";
// Draws the history of checks: the mean as a thick line, the highest as a thin one, a band down to the least, thresholds across.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const scales = { bytes: ["B", "kB", "MB", "GB", "TB", "PB"] };

  const duration = (seconds) => {
    const s = Math.floor(seconds);
    const m = Math.floor(s / 60);
    const h = Math.floor(m / 60);
    const two = (large, unit, small, part) => large + " " + unit + (small ? " " + small + " " + part : "");
    if (m < 1) return +seconds.toFixed(1) + " s";
    if (m < 60) return two(m, "min", s % 60, "s");
    return h < 48 ? two(h, "h", m % 60, "min") : two(Math.floor(h / 24), "d", h % 24, "h");
  };

  const shown = (number, unit) => {
    if (number == null) return "–";
    if (unit === "bytes") {
      let at = 0;
      for (; Math.abs(number) >= 999.5 && at < scales.bytes.length - 1; at++) number /= 1000;
      return +number.toPrecision(4) + " " + scales.bytes[at];
    }
    if (unit === "seconds") return duration(number);
    return number.toLocaleString("en", { maximumFractionDigits: 2 }) + (unit === "percent" ? " %" : "");
  };

  const thresholds = (figure) => ({
    hooks: {
      draw: [
        (plot) => {
          for (const level of ["warning", "critical"]) {
            const at = parseFloat(figure.dataset[level]);
            if (isNaN(at) || at < plot.scales.y.min || at > plot.scales.y.max) continue;
            const y = Math.round(plot.valToPos(at, "y", true));
            plot.ctx.save();
            plot.ctx.strokeStyle = colour("--" + level);
            plot.ctx.setLineDash([4, 4]);
            plot.ctx.beginPath();
            plot.ctx.moveTo(plot.bbox.left, y);
            plot.ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
            plot.ctx.stroke();
            plot.ctx.restore();
          }
        },
      ],
    },
  });

  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

  const draw = (figure, data) => {
    const place = figure.querySelector(".plot");
    const unit = figure.dataset.unit;
    figure.plot?.destroy();
    if (!data.at.length) {
      place.innerHTML = '<p class="soft">Nothing was measured in this time.</p>';
      return;
    }
    place.replaceChildren();
    const soft = colour("--soft");
    const line = colour("--line");
    const axis = { stroke: soft, grid: { stroke: line, width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
    const long = data.to - data.from > 172800;
    const caption = figure.querySelector("figcaption span");
    const now = caption.textContent;
    figure.plot = new uPlot(
      {
        width: place.clientWidth,
        height: 180,
        plugins: [thresholds(figure)],
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 7 } },
        scales: {
          x: { time: true, range: [data.from, data.to] },
          y: { range: (plot, min, max) => (min === max ? [Math.min(0, min), max * 1.2 || 1] : [Math.max(0, min - (max - min) * 0.15), max + (max - min) * 0.15]) },
        },
        axes: [
          { ...axis, size: 28, space: 70, values: (plot, at) => at.map((one) => (long ? day : clock).format(one * 1000)) },
          { ...axis, size: 64, space: 36, values: (plot, at) => at.map((one) => shown(one, unit)) },
        ],
        series: [
          {},
          { stroke: "transparent", points: { show: false } },
          { stroke: colour("--accent"), width: 2, points: { show: data.at.length < 3 } },
          { stroke: colour("--accent"), width: 1, points: { show: false } },
        ],
        bands: [{ series: [3, 1], fill: colour("--band") }],
        hooks: {
          setCursor: [
            (plot) => {
              const at = plot.cursor.idx;
              caption.textContent = at == null ? now : shown(data.mean[at], unit) + (data.most[at] === data.mean[at] ? "" : ", at most " + shown(data.most[at], unit)) + " at " + day.format(data.at[at] * 1000) + " " + clock.format(data.at[at] * 1000);
            },
          ],
        },
      },
      [data.at, data.least, data.mean, data.most],
      place,
    );
  };

  const load = async (figure) => {
    try {
      const answer = await fetch(figure.dataset.chart);
      if (!answer.ok) throw new Error();
      figure.data = await answer.json();
      draw(figure, figure.data);
    } catch {
      if (!figure.data) figure.querySelector(".plot").innerHTML = '<p class="soft">The history cannot be read at the moment.</p>';
    }
    figure.loaded = Date.now();
  };

  const figures = [...document.querySelectorAll("[data-chart]")];
  const redraw = () => figures.forEach((figure) => figure.data && draw(figure, figure.data));
  for (const figure of figures) {
    load(figure);
    figure.addEventListener("renew", () => Date.now() - figure.loaded > 10000 && load(figure));
  }
  dark.addEventListener("change", redraw);
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    redraw();
  });
})();
