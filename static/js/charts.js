// Draws bars, or the steps of a line (kind "line"), over a table that stays: <div data-chart="id of the JSON" data-chart-label="…" hidden>.
(() => {
  const style = getComputedStyle(document.documentElement);
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  // The canvas does not know light-dark(): let the browser work each colour out.
  const colour = (name, fallback) => {
    if (!style.getPropertyValue(name)) return fallback;
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color || fallback;
  };

  for (const place of document.querySelectorAll("[data-chart]")) {
    const source = document.getElementById(place.dataset.chart);
    if (!source || typeof Chart === "undefined") continue;
    const { labels, series, unit, kind } = JSON.parse(source.textContent);
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", place.dataset.chartLabel);
    place.append(canvas);
    place.hidden = false;
    const dyes = ["--moss", "--indigo", "--madder", "--weld", "--walnut"].map((name) => colour(name, "#555"));
    const ink = colour("--ink", "#222");
    const line = colour("--line", "#ccc");
    const axis = { stacked: false, ticks: { color: ink }, grid: { color: line } };
    new Chart(canvas, {
      type: kind || "bar",
      data: {
        labels,
        datasets: series.map(({ name, values }, number) => ({
          label: name,
          data: values,
          backgroundColor: dyes[number % dyes.length],
          borderColor: dyes[number % dyes.length],
          stepped: true,
        })),
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        plugins: { legend: { labels: { color: ink } } },
        scales: { x: axis, y: { ...axis, beginAtZero: true, ticks: { ...axis.ticks, precision: kind === "line" ? 0 : undefined }, title: { display: Boolean(unit), text: unit, color: ink } } },
      },
    });
  }
  probe.remove();
})();
