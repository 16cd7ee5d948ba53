// Draws the lanes and what goes with them, and finds what is under the pointer.

const MARKS = {
  join: ["\u25b2", "--good", "starts"], stop: ["\u25bc", "--dim", "stops in good order"], crash: ["\u2716", "--bad", "crashes"],
  dead: ["\u2020", "--bad", "declared dead"], leader: ["\u2605", "--warn", "leads the fleet"], fenced: ["\u25a0", "--warn", "stops itself"],
  split: ["\u25c6", "--accent", "split"], merge: ["\u25cf", "--accent", "merge"], fault: ["\u26a1", "--warn", "fault"],
};
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const isDark = () => matchMedia("(prefers-color-scheme: dark)").matches;
const colour = place => `hsl(${(place * 137.508 + 20) % 360} ${48 + (place % 3) * 12}% ${(isDark() ? 50 : 56) + (place % 5) * 4}%)`;
const LAG_HEIGHT = 62;
const AXIS = 18;
const STRIP_ROW = 7;

const chart = {
  from: 0, to: END, width: 600, view: "workers", lanes: [], all: [], top: 0, viewHeight: 0, rowHeight: 4, filter: "",
  selected: null, drag: null, boxes: [], overviewBoxes: [],
};
const byId = id => document.getElementById(id);
const x = time => ((time - chart.from) / (chart.to - chart.from)) * chart.width;
const timeAt = pixel => chart.from + (pixel / chart.width) * (chart.to - chart.from);

function prepare(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = "11px system-ui, 'DejaVu Sans', sans-serif";
  pen.textBaseline = "middle";
  return pen;
}

function hatch(pen, left, top, width, height, stroke) {
  pen.save();
  pen.beginPath();
  pen.rect(left, top, width, height);
  pen.clip();
  pen.strokeStyle = stroke;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let i = Math.floor((left - height) / 5) * 5; i < left + width; i += 5) {
    pen.moveTo(i, top + height);
    pen.lineTo(i + height, top);
  }
  pen.stroke();
  pen.restore();
}

const ticks = () => {
  const aims = [100, 200, 500, 1000, 2000, 5000, 10000, 15000, 30000, 60000, 120000, 300000, 600000, 900000, 1800000, 3600000,
    7200000, 14400000, 43200000, 86400000];
  const step = aims.find(one => (one / (chart.to - chart.from)) * chart.width > 85) || 86400000 * 7;
  const all = [];
  for (let time = Math.ceil(chart.from / step) * step; time <= chart.to; time += step) all.push([time, step < 1000 ? 1 : 0]);
  return all;
};

function grid(pen, height) {
  pen.strokeStyle = css("--line");
  pen.lineWidth = 1;
  pen.beginPath();
  ticks().forEach(([time]) => {
    pen.moveTo(Math.round(x(time)) + 0.5, 0);
    pen.lineTo(Math.round(x(time)) + 0.5, height);
  });
  pen.stroke();
  if (timeline.faultsEndMillis < END) {
    pen.strokeStyle = css("--good");
    pen.setLineDash([4, 3]);
    pen.beginPath();
    pen.moveTo(x(timeline.faultsEndMillis), 0);
    pen.lineTo(x(timeline.faultsEndMillis), height);
    pen.stroke();
    pen.setLineDash([]);
  }
  data.violations.forEach(one => {
    pen.fillStyle = css("--bad");
    pen.fillRect(x(one.at) - 1, 0, 2, height);
  });
}

// Time, lag, then what happens to the fleet as a whole, in rows.
function drawOverview() {
  const whole = timeline.spans.filter(one => one.worker < 0);
  const free = [];
  const strips = whole.map(one => {
    let row = free.findIndex(until => until <= one.from);
    if (row < 0) row = free.length;
    free[row] = one.to;
    return { one, row: row % 14 };
  });
  const rows = Math.min(14, free.length);
  const stripTop = AXIS + LAG_HEIGHT + 4;
  const markTop = stripTop + rows * STRIP_ROW + 2;
  const height = markTop + 16;
  const pen = prepare(byId("overview"), chart.width, height);
  chart.overviewBoxes = [];
  grid(pen, height);
  pen.fillStyle = css("--dim");
  ticks().forEach(([time, digits]) => pen.fillText(clock(time, digits), x(time) + 3, AXIS / 2));
  drawLag(pen);
  strips.forEach(({ one, row }) => {
    const left = x(one.from);
    const width = Math.max(2, x(one.to) - left);
    pen.fillStyle = css("--warn");
    pen.globalAlpha = 0.75;
    pen.fillRect(left, stripTop + row * STRIP_ROW, width, STRIP_ROW - 2);
    pen.globalAlpha = 1;
    chart.overviewBoxes.push({ left, top: stripTop + row * STRIP_ROW, width, height: STRIP_ROW, span: one });
  });
  timeline.marks.filter(mark => chart.view === "shards" || mark.worker < 0).forEach(mark => drawMark(pen, mark, markTop + 7, chart.overviewBoxes));
  byId("lagLabel").innerHTML = `<b>lag</b>worst per ${timeline.stepMillis / 1000} s<br>up to ${span(chart.worst)}`
    + (rows ? `<span class="below" style="top:${stripTop - 4}px">faults</span>` : "")
    + `<span class="below" style="top:${markTop}px">events</span>`;
}

function drawLag(pen) {
  const bottom = AXIS + LAG_HEIGHT;
  const first = Math.max(0, Math.floor(chart.from / timeline.stepMillis));
  const last = Math.min(timeline.lag.length - 1, Math.ceil(chart.to / timeline.stepMillis));
  chart.worst = Math.max(1000, ...timeline.lag.slice(first, last + 1).map(step => step.worst));
  pen.fillStyle = css("--accent");
  for (let i = first; i <= last; i++) {
    const step = timeline.lag[i];
    const left = x(i * timeline.stepMillis);
    const width = Math.max(1, x((i + 1) * timeline.stepMillis) - left);
    const height = (step.worst / chart.worst) * (LAG_HEIGHT - 4);
    pen.globalAlpha = 0.8;
    pen.fillRect(left, bottom - height, width, height);
    if (step.again > 0) {
      pen.globalAlpha = 1;
      pen.fillStyle = css("--bad");
      pen.fillRect(left, bottom - 3, Math.max(2, width), 3);
      pen.fillStyle = css("--accent");
    }
  }
  pen.globalAlpha = 1;
  pen.fillStyle = css("--line");
  pen.fillRect(0, bottom, chart.width, 1);
}

function drawMark(pen, mark, middle, boxes) {
  const [sign, ink] = MARKS[mark.kind] || MARKS.fault;
  if (mark.at < chart.from || mark.at > chart.to) return;
  const at = Math.max(6, Math.min(chart.width - 6, x(mark.at)));
  pen.textAlign = "center";
  pen.font = "bold 12px system-ui, 'DejaVu Sans', sans-serif";
  pen.lineWidth = 3;
  pen.strokeStyle = css("--panel");
  pen.strokeText(sign, at, middle);
  pen.fillStyle = css(ink);
  pen.fillText(sign, at, middle);
  pen.textAlign = "left";
  pen.font = "11px system-ui, 'DejaVu Sans', sans-serif";
  boxes.push({ left: at - 7, top: middle - 8, width: 14, height: 16, mark });
}

function layOut() {
  let top = 4;
  const word = chart.filter.trim().toLowerCase();
  const whole = word && chart.all.some(lane => lane.words.some(one => one.toLowerCase() === word));
  const matches = one => (whole ? one.toLowerCase() === word : one.toLowerCase().includes(word));
  chart.matches = word ? matches : () => true;
  chart.lanes = chart.all.filter(lane => !word || lane.words.some(matches));
  chart.lanes.forEach(lane => {
    lane.top = top;
    lane.height = Math.max(lane.rows * chart.rowHeight, chart.view === "workers" ? 14 : 6);
    top += lane.height + (chart.view === "workers" ? 6 : 2);
  });
  byId("tall").style.height = `${top}px`;
  chart.viewHeight = Math.min(top, Math.round(window.innerHeight * 0.72));
  byId("view").style.height = `${chart.viewHeight}px`;
}

// Which lanes of so many fit without scrolling decides how high they are at first.
function fitRows() {
  const rows = chart.all.reduce((sum, lane) => sum + lane.rows, 0);
  const room = 640 - chart.all.length * (chart.view === "workers" ? 6 : 2);
  const best = Math.floor(room / Math.max(1, rows));
  chart.rowHeight = Math.max(chart.view === "workers" ? 3 : 12, Math.min(16, best));
}

function drawLanes() {
  const scroller = byId("lanes");
  chart.top = scroller.scrollTop;
  const pen = prepare(byId("canvas"), chart.width, chart.viewHeight);
  chart.boxes = [];
  const shown = chart.lanes.filter(lane => lane.top + lane.height >= chart.top && lane.top <= chart.top + chart.viewHeight);
  shown.forEach(lane => drawGround(pen, lane));
  grid(pen, chart.viewHeight);
  shown.forEach(lane => drawBars(pen, lane));
  if (chart.view === "shards") drawLineage(pen);
  shown.forEach(lane => drawOver(pen, lane));
  drawLabels(shown);
  if (chart.drag && !chart.drag.moving) {
    pen.fillStyle = css("--accent");
    pen.globalAlpha = 0.2;
    pen.fillRect(Math.min(chart.drag.from, chart.drag.to), 0, Math.abs(chart.drag.to - chart.drag.from), chart.viewHeight);
    pen.globalAlpha = 1;
  }
}

function drawGround(pen, lane) {
  pen.fillStyle = css("--lane");
  lane.lives.forEach(life => {
    const left = Math.max(0, x(life.from));
    pen.fillRect(left, lane.top - chart.top - 1, Math.min(chart.width, x(endOf(life.to))) - left, lane.height + 2);
  });
}

function drawBars(pen, lane) {
  const rowHeight = chart.view === "workers" ? chart.rowHeight : lane.height;
  const gap = rowHeight > 4 ? 1 : rowHeight > 2 ? 0.5 : 0;
  lane.placed.forEach(({ bar, row }) => {
    const from = Math.max(bar[FROM], chart.from);
    const to = Math.min(endOf(bar[TO]), chart.to);
    if (from > to) return;
    const left = x(from);
    const width = Math.max(1, x(to) - left);
    const top = lane.top - chart.top + row * rowHeight;
    const other = chart.view === "workers" ? shortShard(timeline.shards[bar[SHARD]].id) : timeline.workers[workerOf(bar)] || "?";
    const isLit = (chart.selected === null || chart.selected.has(bar[SHARD]))
      && (chart.matches(lane.name) || chart.matches(other));
    pen.globalAlpha = isLit ? 1 : 0.15;
    const at = bar[GONE] >= 0 ? Math.max(left, Math.min(left + width, x(bar[GONE]))) : left + width;
    pen.fillStyle = colour(chart.view === "workers" ? bar[SHARD] : workerOf(bar));
    pen.fillRect(left, top, at - left, rowHeight - gap);
    if (bar[GONE] >= 0 && at < left + width) hatch(pen, at, top, left + width - at, rowHeight - gap, css("--bad"));
    if (rowHeight >= 11 && at - left > 34) {
      pen.fillStyle = isDark() ? "#0b0d10" : "#101418";
      const text = chart.view === "workers" ? other : lifeName(bar);
      if (pen.measureText(text).width < at - left - 6) pen.fillText(text, left + 4, top + rowHeight / 2);
    }
    pen.globalAlpha = 1;
    chart.boxes.push({ left, top, width, height: rowHeight, bar });
  });
}

function drawOver(pen, lane) {
  const top = lane.top - chart.top;
  lane.spans.forEach(one => {
    const left = x(one.from);
    const width = Math.max(2, x(one.to) - left);
    if (left > chart.width || left + width < 0) return;
    if (one.kind === "failover") {
      pen.fillStyle = css("--bad");
      pen.globalAlpha = 0.18;
      pen.fillRect(left, top - 2, width, lane.height + 4);
      pen.globalAlpha = 1;
      pen.fillRect(left, top + lane.height, width, 2);
      chart.boxes.push({ left, top: top + lane.height - 1, width, height: 5, span: one });
    } else if (one.kind === "pause") {
      pen.fillStyle = css("--panel");
      pen.globalAlpha = 0.55;
      pen.fillRect(left, top - 1, width, lane.height + 2);
      pen.globalAlpha = 1;
      hatch(pen, left, top - 1, width, lane.height + 2, css("--dim"));
      chart.boxes.push({ left, top: top - 2, width, height: 5, span: one });
    } else {
      pen.fillStyle = css("--warn");
      pen.fillRect(left, top - 2, width, 3);
      chart.boxes.push({ left, top: top - 3, width, height: 5, span: one });
    }
  });
  lane.marks.forEach(mark => drawMark(pen, mark, top + lane.height / 2, chart.boxes));
}

function drawLineage(pen) {
  const middle = new Map(chart.lanes.map(lane => [lane.shard, lane.top - chart.top + lane.height / 2]));
  pen.strokeStyle = css("--ink");
  pen.lineWidth = 1.2;
  chart.lanes.forEach(lane => timeline.shards[lane.shard].parents.forEach(parent => {
    if (!middle.has(parent)) return;
    const at = x(timeline.shards[lane.shard].from);
    pen.globalAlpha = chart.selected && !chart.selected.has(lane.shard) ? 0.1 : 0.75;
    pen.beginPath();
    pen.moveTo(at, middle.get(parent));
    pen.bezierCurveTo(at - 10, middle.get(parent), at - 10, middle.get(lane.shard), at, middle.get(lane.shard));
    pen.stroke();
  }));
  pen.globalAlpha = 1;
}

function drawLabels(shown) {
  let free = -1;
  byId("labels").replaceChildren(...shown.flatMap(lane => {
    const top = lane.top - chart.top + Math.max(0, lane.height / 2 - 8);
    if (top < free) return [];
    free = top + 14;
    const label = document.createElement("div");
    label.className = "lane";
    label.style.top = `${top}px`;
    label.textContent = lane.name;
    label.title = lane.name;
    return [label];
  }));
}

function draw() {
  chart.width = Math.max(200, byId("chart").clientWidth - 92 - (byId("lanes").offsetWidth - byId("lanes").clientWidth));
  drawOverview();
  drawLanes();
}
