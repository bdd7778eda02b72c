// Draws a figure with Plotly.react on a node that stays, so that zoom survives and no frame is blank.
// Streamlit calls the default export at each change of data or theme, and what it returned last at unmount.
// plot.py puts the palette and plot.css in.

const PALETTE = __PALETTE__;
const STYLE = __STYLE__;
const TOKEN = /var\(--([a-z]+(?:-[a-z]+)*)(?:-(\d{1,2}))?\)/g;
const COARSE = matchMedia("(pointer: coarse)");
const AXIS = /^[xy]axis\d*$/;
const CLEAR = "rgba(0,0,0,0)";
const EXPORT_WIDTH = 1000;
const NARROW = 480; // pixels: a chart less wide stands on a phone
const LATER = 200; // milliseconds without news until a chart out of sight is drawn
const PREVIEWED = 1000; // how long a picture ahead of the page stands without the page's own
const views = new WeakMap();
let library = null;

add(document.head, "style", "", STYLE);

export default function ({ data, parentElement }) {
  const view = views.get(parentElement) ?? build(parentElement);
  views.set(parentElement, view);
  update(view, data);
  const call = (view.call = {});
  return () => {
    if (view.call !== call) return; // Streamlit may clear away a call after it has made the next one
    views.delete(parentElement);
    destroy(view);
  };
}

// The standing nodes

function build(parent) {
  const view = { data: null, paged: null, drawn: null, plotly: null, tableShown: null, frame: 0, later: 0, preview: 0 };
  view.root = add(parent, "div", "ov-plot");
  view.title = add(view.root, "h3", "ov-title");
  view.subtitle = add(view.root, "p", "ov-subtitle");
  view.message = add(view.root, "p", "ov-message");
  view.message.setAttribute("role", "status");
  view.message.hidden = true;
  view.chart = add(view.root, "div", "ov-chart");
  view.chart.setAttribute("role", "figure");
  view.keys = add(view.root, "p", "ov-keys");
  view.keys.hidden = true;
  view.unfold = add(view.root, "button", "ov-unfold", "\u22ef");
  view.unfold.type = "button";
  view.unfold.setAttribute("aria-label", "Table and downloads of this chart");
  view.unfold.setAttribute("aria-expanded", "false");
  view.unfold.onclick = () => view.unfold.setAttribute("aria-expanded", String(view.root.classList.toggle("ov-open")));
  const row = (view.row = add(view.root, "div", "ov-row"));
  row.setAttribute("role", "toolbar");
  view.root.addEventListener("keydown", (event) => walk(view, event));
  view.toggle = button(row, "Table", "Show the numbers as a table", () => openTable(view, view.panel.hidden));
  view.images = [
    button(row, "PNG", "Download the chart as PNG", () => saveImage(view, "png")),
    button(row, "SVG", "Download the chart as SVG", () => saveImage(view, "svg")),
  ];
  button(row, "CSV", "Download the table as CSV", () => saveTable(view));
  [...row.children].forEach((one, at) => (one.tabIndex = at ? -1 : 0));
  view.panel = add(view.root, "div", "ov-panel");
  view.panel.hidden = true;
  view.toggle.setAttribute("aria-expanded", "false");
  view.observer = new ResizeObserver(() => soon(view));
  view.observer.observe(view.chart);
  view.ahead = (event) => preview(view, event.detail);
  document.addEventListener("overlay-preview", view.ahead);
  return view;
}

function destroy(view) {
  document.removeEventListener("overlay-preview", view.ahead);
  clearTimeout(view.preview);
  view.observer.disconnect();
  cancelAnimationFrame(view.frame);
  clearTimeout(view.later);
  view.root.remove();
  // The next page need not wait until this one is cleared away.
  if (view.plotly) setTimeout(() => view.plotly.purge(view.chart), LATER);
}

function add(parent, tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}

function button(row, label, hint, act) {
  const node = add(row, "button", "", label);
  node.type = "button";
  node.title = hint;
  node.onclick = act;
  return node;
}

// One tab stop for the buttons of a chart: the arrow keys walk among them and those that zoom.
function walk(view, event) {
  const row = [...view.row.children].filter((one) => !one.hidden);
  const all = [...row, ...view.chart.querySelectorAll(".modebar-btn")];
  const at = all.indexOf(event.target);
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (next === undefined || at < 0) return;
  event.preventDefault();
  const to = all[(next + all.length) % all.length];
  for (const one of row) one.tabIndex = one === (row.includes(to) ? to : row[0]) ? 0 : -1;
  to.focus();
}

// One update

// What the page says counts, unless a picture ahead of it stands that the page has yet to come to.
function update(view, data) {
  view.paged = data;
  if (!view.preview || arrived(data, view.data)) settled(view);
}

function arrived(data, drawing) {
  return Object.entries(drawing.at).every(([slider, place]) => Math.abs(data.at[slider] - place) < 1e-9);
}

// Without one to show, or where the page has come there first, the page's own counts.
function preview(view, drawing) {
  if (drawing && drawing.key !== view.paged.key) return;
  if (!drawing || arrived(view.paged, drawing)) {
    if (view.preview) settled(view);
    return;
  }
  clearTimeout(view.preview);
  view.preview = setTimeout(settled, PREVIEWED, view);
  present(view, { ...view.paged, ...drawing });
}

function settled(view) {
  clearTimeout(view.preview);
  view.preview = 0;
  present(view, view.paged);
}

function present(view, data) {
  view.data = data;
  const theme = themeOf(view);
  view.root.style.setProperty("--ov-muted", theme.ink.muted);
  view.root.style.setProperty("--ov-grid", theme.ink.grid);
  say(view.title, data.title);
  say(view.subtitle, data.subtitle);
  view.root.classList.toggle("ov-lead", data.lead);
  view.chart.style.height = data.lead ? "" : `${data.height}px`;
  if (view.chart.getAttribute("aria-label") !== data.alt) view.chart.setAttribute("aria-label", data.alt);
  view.row.setAttribute("aria-label", `Table and downloads: ${data.title || data.alt}`);
  if (!view.panel.hidden) fillTable(view);
  if (view.plotly) due(view);
  else load(data.script).then((plotly) => begin(view, plotly), () => fail(view));
}

function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
  node.hidden = !text;
}

function begin(view, plotly) {
  if (!view.root.isConnected) return;
  view.plotly = plotly;
  view.message.hidden = true;
  view.chart.hidden = false;
  for (const node of view.images) node.hidden = false;
  due(view);
}

function fail(view) {
  say(view.message, "The chart library could not be loaded; the table below holds the same numbers.");
  view.chart.hidden = true;
  for (const node of view.images) node.hidden = true;
  openTable(view, true);
}

// One script for all charts of the page; after a failure the next update tries again.
function load(url) {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => (window.Plotly ? done(window.Plotly) : failed(new Error("no Plotly")));
    script.onerror = () => failed(new Error("no script"));
    document.head.append(script);
  }).catch((error) => {
    library = null;
    throw error;
  });
  return library;
}

function soon(view) {
  cancelAnimationFrame(view.frame);
  view.frame = requestAnimationFrame(() => {
    if (view.plotly) draw(view);
  });
}

// What is in sight is drawn at once; a chart further down waits until no more news has come for a while.
function due(view) {
  clearTimeout(view.later);
  const { top, bottom } = view.chart.getBoundingClientRect();
  if (bottom > 0 && top < innerHeight) draw(view);
  else view.later = setTimeout(draw, LATER, view);
}

// A width of zero is a chart in a closed tab: the observer calls again when it opens.
function draw(view) {
  const { data, chart } = view;
  const width = chart.clientWidth;
  const height = chart.clientHeight;
  if (data.lead) stuck(view);
  const theme = themeOf(view);
  const next = [data.figure, width, height, theme.stamp];
  if (!width || (view.drawn && next.every((value, at) => value === view.drawn[at]))) return;
  view.drawn = next;
  const figure = resolved(data.figure, theme.ink);
  const layout = roomy(dressed(figure.layout, theme, width, height), figure.data);
  if (data.lead) legend(view, figure.data, layout, theme.ink);
  if (COARSE.matches) layout.dragmode = false;
  const ranges = bindRanges(layout);
  view.plotly.react(chart, figure.data, layout, settings());
  for (const one of chart.querySelectorAll(".modebar-btn")) one.tabIndex = -1;
  // Plotly resets to the ranges of the first figure; the reader means those of the present one.
  for (const [name, range] of ranges) {
    [chart._fullLayout[name]._rangeInitial0, chart._fullLayout[name]._rangeInitial1] = range;
  }
}

// In a low window only the chart of the first picture sticks: what stands above it scrolls off (views/look/inside/frame.css).
function stuck(view) {
  const lead = view.root.closest(".st-key-lead");
  if (!lead) return;
  const above = view.chart.getBoundingClientRect().top - lead.getBoundingClientRect().top;
  document.documentElement.style.setProperty("--ov-above", `${Math.floor(above)}px`);
}

// A zoom ends when the figure's own range of that axis changes. Without this Plotly would mix old and new ends.
function bindRanges(layout) {
  const own = Object.entries(layout).filter(([name, axis]) => AXIS.test(name) && axis.range);
  for (const [, axis] of own) axis.uirevision ??= `${layout.uirevision} ${axis.range}`;
  return own.map(([name, axis]) => [name, [...axis.range]]);
}

// Plotly 4 offers to upload the reader's chart to its cloud unless told not to. It also takes one tap for two clicks,
// touch and mouse, which would reset the axes, and its second click would unfix the axes the figure had fixed.
function settings() {
  return {
    displaylogo: false,
    showSendToCloud: false,
    plotlyServerURL: "",
    displayModeBar: COARSE.matches ? false : "hover",
    modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d", "autoScale2d"],
    scrollZoom: false,
    responsive: false,
    doubleClick: COARSE.matches ? false : "reset",
  };
}

// Theme

function themeOf(view) {
  const style = getComputedStyle(view.root);
  const css = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const name = isDark(css("background-color")) ? "dark" : "light";
  const ink = {
    ...PALETTE[name],
    background: css("background-color") || PALETTE[name].background,
    panel: css("secondary-background-color") || PALETTE[name].panel,
    text: css("text-color") || PALETTE[name].text,
  };
  const border = css("border-color") || ink.axis;
  const font = css("font") || "sans-serif";
  // Presenter mode enlarges the page's type; what is drawn follows it.
  const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 || 1;
  return { ink, border, font, scale, stamp: [name, ink.background, ink.panel, ink.text, border, font, scale].join() };
}

function isDark(colour) {
  const [red, green, blue] = channels(colour);
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

function channels(colour) {
  if (/^#[\da-f]{6}/i.test(colour)) return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return (colour.match(/[\d.]+/g) ?? [255, 255, 255]).slice(0, 3).map(Number);
}

function resolved(text, ink) {
  const colour = (token, name, percent) => {
    const value = ink[name] ?? ink.text;
    return percent ? `rgba(${channels(value).join()},${percent / 100})` : value;
  };
  return JSON.parse(text.replace(TOKEN, colour));
}

// What the figure does not say itself: fonts, lines and margins of the theme. What it says wins.
function dressed(layout, { ink, border, font, scale = 1 }, width, height) {
  const size = scale * (width < NARROW ? 12 : 13);
  const axis = {
    automargin: true,
    color: ink.muted,
    gridcolor: ink.grid,
    linecolor: ink.axis,
    zerolinecolor: ink.axis,
    zerolinewidth: 1.5,
    tickfont: { color: ink.muted, size },
    ticklabelstandoff: 6,
    title: { font: { color: ink.muted, size }, standoff: 10 },
    spikecolor: ink.axis,
    spikethickness: 1,
  };
  const colorbar = {
    outlinewidth: 0,
    thickness: width < NARROW ? 10 : 14,
    tickcolor: ink.axis,
    tickfont: { color: ink.muted, size },
    title: { font: { color: ink.muted, size } },
  };
  const diverging = ["loss-deep", "loss-pale", "neutral", "gain-pale", "gain-deep"].map((name, at) => [at / 4, ink[name]]);
  const base = {
    font: { family: font, size, color: ink.text },
    paper_bgcolor: ink.background,
    plot_bgcolor: CLEAR,
    colorway: [ink.core, ink.condor, ink.hedge, ink.tax, ink.market],
    colorscale: { diverging, sequential: diverging.slice(2), sequentialminus: diverging.slice(0, 3) },
    coloraxis: { colorbar },
    margin: { l: 8, r: 12, t: 32, b: 8 },
    xaxis: { ...axis, zeroline: false },
    yaxis: axis,
    legend: { orientation: "h", x: 0, y: 1, xanchor: "left", yanchor: "bottom", font: { color: ink.text, size } },
    hoverlabel: { bgcolor: ink.panel, bordercolor: border, font: { family: font, size: 13 * scale, color: ink.text }, align: "left", namelength: -1 },
    annotationdefaults: { font: { color: ink.text, size }, arrowcolor: ink.axis, arrowwidth: 1, arrowhead: 0 },
    shapedefaults: { line: { color: ink.axis, width: 1 } },
    modebar: { bgcolor: CLEAR, color: ink.muted, activecolor: ink.text },
  };
  const data = { heatmap: [{ colorbar }], contour: [{ colorbar }] };
  const annotations = layout.annotations?.map((one) => (one.font?.size ? { ...one, font: { ...one.font, size: scale * one.font.size } } : one));
  return { uirevision: "kept", ...layout, annotations, template: { layout: base, data }, width, height };
}

// Plotly grows a margin once it has drawn what needs the room, and then draws everything again; so the room for the
// numbers and the title below, and for one row of a legend above, is there before.
function roomy(layout, traces) {
  const size = layout.template.layout.font.size;
  const below = Object.entries(layout).filter(([name, axis]) => name.startsWith("xaxis") && axis.visible !== false);
  const bottom = below.some(([, axis]) => axis.title?.text) ? 2 * size + 29 : below.length ? size + 23 : 0;
  const top = hasLegend(layout, traces) ? size + 29 : 0;
  const { t = 0, b = 0, ...sides } = layout.margin ?? {};
  return { ...layout, margin: { ...sides, t: Math.max(t, top), b: Math.max(b, bottom) } };
}

// On a phone Plotly would set the legend in several rows above the plot and leave a low chart no height. So there the legend
// is our own line of text, unless it switches on curves that begin hidden.
function legend({ keys, chart }, traces, layout, ink) {
  const shown = named(traces);
  const own = layout.width < NARROW && hasLegend(layout, traces) && !shown.some((trace) => trace.visible === "legendonly");
  keys.hidden = !own;
  if (!own) return;
  keys.replaceChildren();
  for (const trace of shown) {
    const key = add(keys, "span", "", trace.name);
    const mark = document.createElement("i");
    const line = trace.type === "scatter" && trace.line;
    const colour = line?.color ?? trace.marker?.color ?? ink.text;
    mark.style.borderTop = `${line ? 3 : 10}px ${line?.dash && line.dash !== "solid" ? "dashed" : "solid"} ${[colour].flat()[0]}`;
    key.prepend(mark);
  }
  keys.style.top = `${chart.offsetTop}px`;
  layout.showlegend = false;
  layout.margin.t = keys.offsetHeight + 4;
}

function named(traces) {
  return traces.filter((trace) => (trace.showlegend ?? trace.type !== "heatmap") !== false && trace.visible !== false);
}

function hasLegend(layout, traces) {
  return layout.showlegend !== false && layout.legend?.y === undefined && named(traces).length > 1;
}

// The table twin, built only when it is open

function openTable(view, open) {
  view.panel.hidden = !open;
  view.toggle.setAttribute("aria-expanded", String(open));
  if (open) fillTable(view);
}

function fillTable(view) {
  const { data, panel } = view;
  if (view.tableShown === data.table) return;
  view.tableShown = data.table;
  const old = panel.querySelector(".ov-table");
  const place = old ? [old.scrollLeft, old.scrollTop] : [0, 0];
  const table = JSON.parse(data.table);
  panel.replaceChildren();
  const box = add(panel, "div", "ov-table");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", `Table: ${data.title || data.alt}`);
  writeTable(add(box, "table"), table);
  if (data.rows > table.data.length) add(panel, "p", "ov-note", shortened(data, table));
  box.scrollTo(...place);
}

function shortened(data, table) {
  const count = (number) => number.toLocaleString("en-US");
  return `The first ${count(table.data.length)} of ${count(data.rows)} rows, here and in the CSV.`;
}

function writeTable(node, { columns, data }) {
  const numeric = columns.map((_, at) => data.every((row) => row[at] === null || isNumber(row[at])));
  const digits = columns.map((_, at) => digitsOf(data.map((row) => row[at])));
  const head = add(add(node, "thead"), "tr");
  columns.forEach((name, at) => {
    add(head, "th", numeric[at] ? "ov-number" : "", cellText(name)).scope = "col";
  });
  const body = add(node, "tbody");
  for (const values of data) {
    const row = add(body, "tr");
    values.forEach((value, at) => {
      const cell = add(row, at ? "td" : "th", numeric[at] ? "ov-number" : "", cellText(value, digits[at]));
      if (!at) cell.scope = "row";
    });
  }
}

function isNumber(value) {
  return typeof value === "number" || (typeof value === "string" && /^[-+\u2212]?[$\u20ac\u00a3]?[-+\u2212]?[\d,]*\.?\d+ ?%?$/.test(value));
}

function cellText(value, digits) {
  if (value === null) return "\u2013";
  if (typeof value === "number") {
    return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }
  return dateText(String(value));
}

// One number of decimals for a column: none for whole numbers, two for points and money, four for what is small.
function digitsOf(values) {
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.every(Number.isInteger)) return 0;
  return numbers.some((value) => Math.abs(value) >= 1) ? 2 : 4;
}

function dateText(text) {
  return text.replace(/^(\d{4}-\d\d-\d\d)T00:00:00(\.0+)?Z?$/, "$1");
}

// Downloads, made in the browser

function fileName(view) {
  return view.data.key.replace(/[^\w-]+/g, "-");
}

function saveTable(view) {
  const { columns, data } = JSON.parse(view.data.table);
  const lines = [columns, ...data].map((row) => row.map(csvCell).join(","));
  // The mark in front tells spreadsheets that the file is UTF-8.
  const blob = new Blob([`\ufeff${lines.join("\r\n")}\r\n`], { type: "text/csv" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${fileName(view)}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

// A text that begins like a formula gets an apostrophe, so that a spreadsheet does not run it.
function csvCell(value) {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = dateText(String(value));
  const guarded = /^[=+\-@\t\r]/.test(text) && !isNumber(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

// Images are light whatever the theme, with the title inside, in the ranges the reader zoomed to.
function saveImage(view, format) {
  const { data, chart, plotly } = view;
  if (!plotly) return;
  const light = { ink: PALETTE.light, border: PALETTE.light.axis, font: themeOf(view).font };
  const figure = resolved(data.figure, light.ink);
  const heading = titleOf(data);
  const height = Math.max(data.height, 480) + heading.room;
  const layout = dressed(figure.layout, light, EXPORT_WIDTH, height);
  layout.margin = { l: 24, r: 32, b: 24, ...layout.margin, t: (layout.margin?.t ?? 32) + heading.room };
  layout.title = heading.title;
  keepView(figure.data, layout, chart);
  const options = { format, width: EXPORT_WIDTH, height, scale: 2, filename: fileName(view) };
  return plotly.downloadImage({ data: figure.data, layout }, options);
}

function titleOf({ title, subtitle }) {
  const small = (line) => `<span style="font-size:14px;font-weight:400;color:${PALETTE.light.muted}">${line}</span>`;
  const lines = [...wrapped(title, 95), ...wrapped(subtitle, 125).map(small)];
  const place = { x: 24 / EXPORT_WIDTH, xref: "container", xanchor: "left", y: 1, yref: "container", yanchor: "top" };
  const font = { size: 18, weight: 600 };
  return { room: lines.length ? lines.length * 24 + 12 : 0, title: { ...place, pad: { t: 4 + 12 * lines.length }, text: lines.join("<br>"), font } };
}

function wrapped(text, limit) {
  const lines = [];
  for (const word of escaped(text).split(" ").filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < limit) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function keepView(traces, layout, chart) {
  for (const [name, axis] of Object.entries(chart._fullLayout ?? {})) {
    if (AXIS.test(name)) layout[name] = { ...layout[name], range: [...axis.range], autorange: false };
  }
  (chart.data ?? []).forEach((trace, at) => {
    if (traces[at] && trace.visible !== undefined) traces[at].visible = trace.visible;
  });
}
