// Draws bars, or the steps of a line (kind "line"), over a table that stays: <div data-chart="id of the JSON" data-chart-label="…" hidden>.
// The library (data-library of this script) is fetched when a chart comes near, and never by who saves data.
(() => {
  const { library } = document.currentScript.dataset;
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

  const draw = (place) => {
    const source = document.getElementById(place.dataset.chart);
    if (!source) return;
    const { labels, series, unit, kind } = JSON.parse(source.textContent);
    if (labels.length < 2) return; // one point is no line: the table below has the figure
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
  };

  let fetched;
  const fetchLibrary = () =>
    (fetched ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = library;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    }));
  const near = new IntersectionObserver(
    (seen) => {
      for (const { isIntersecting, target } of seen) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        // Without the library the table says it all.
        fetchLibrary().then(() => target.querySelectorAll("[data-chart]").forEach(draw), () => {});
      }
    },
    { rootMargin: "300px" },
  );
  if (!navigator.connection?.saveData)
    for (const around of new Set([...document.querySelectorAll("[data-chart]")].map((place) => place.parentElement))) near.observe(around);
})();
