// The page around the chart: verdict, figures, controls, and what is told of what the pointer is on.

const escaped = text => String(text).replace(/[&<>"]/g, sign => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
const total = counts => Object.values(counts).reduce((sum, count) => sum + count, 0);
const listed = counts => Object.entries(counts).sort((one, other) => other[1] - one[1]).map(([kind, count]) => `${number(count)} ${kind}`).join(", ");

function head() {
  const run = data.run;
  const broken = data.violations.length > 0;
  byId("head").innerHTML = `<h1>Millrace simulation</h1><span class="badge${broken ? " bad" : ""}">${broken ? `failed: ${escaped(data.violations[0].id)}` : "passed"}</span>
    <span class="dim">${number(run.workers)} workers, ${number(run.shards)} shards at the beginning, ${clock(run.virtualMillis, 0)} of virtual time,
    seed ${run.seed}, trace <code>${run.traceHash}</code></span>`;
  byId("violations").innerHTML = data.violations.map((one, place) => `<div class="violation"><p><b>${escaped(one.id)}</b> ${escaped(one.sentence)}</p>
    <p>${one.shard ? `on ${escaped(one.shard)}: ` : ""}${escaped(one.finding)}</p>
    <p class="dim">at ${clock(one.at)} <button type="button" data-violation="${place}">show</button></p></div>`).join("");
  byId("violations").querySelectorAll("button").forEach(button => {
    button.onclick = () => {
      const one = data.violations[Number(button.dataset.violation)];
      const place = timeline.shards.findIndex(shard => shard.id === one.shard);
      if (place >= 0) select(place);
      zoom(one.at - 30000, one.at + 5000);
    };
  });
  byId("more").innerHTML = (data.trace.length ? `<details open><summary>the last lines of the trace</summary><pre>${escaped(data.trace.join("\n"))}</pre></details>` : "")
    + `<details><summary>the scenario, as <code>millrace simulate --scenario</code> takes it</summary><pre>${escaped(run.scenario)}</pre></details>`
    + (timeline.dropped ? `<p class="dim">${number(timeline.dropped)} events and ownerships are not shown: there was no room for them.</p>` : "");
}

function figures() {
  const all = data.figures;
  const spread = ([count, p50, p99, max], text) => (count ? `p50 ${text(p50)}, p99 ${text(p99)}, max ${text(max)}` : "none");
  const dollars = value => `$${value.toFixed(2)}`;
  const cards = [
    ["time to recover", all.recoveryMillis[0] ? span(all.recoveryMillis[3]) : "-", all.recoveryMillis[0] ? `longest of ${number(all.recoveryMillis[0])} failovers; ${spread(all.recoveryMillis, span)}` : "no failover"],
    ["duplicates", number(all.duplicates), `of ${number(all.records)} records; for each failover ${spread(all.duplicatesPerFailover, number)}`],
    ["moves", number(all.moves), `for each change of the fleet ${spread(all.movesPerChange, number)}`],
    ["lag", span(all.lagMillis[2]), `p99; ${spread(all.lagMillis, span)}`],
    ["store reads", number(total(all.storeReads)), listed(all.storeReads)],
    ["store writes", number(total(all.storeWrites)), listed(all.storeWrites)],
    ["DynamoDB, a month", all.readDollars === undefined ? "-" : dollars(all.readDollars + all.writeDollars),
      all.readDollars === undefined ? "" : `on demand: ${dollars(all.readDollars)} for reads, ${dollars(all.writeDollars)} for writes`],
    ["faults", number(total(all.faults)), listed(all.faults) || "none"],
    ["shards", number(timeline.shards.length), `${number(timeline.shards.filter(shard => shard.closed < 0).length)} of them open at the end; ${number(all.faults.split || 0)} splits, ${number(all.faults.merge || 0)} merges`],
    ["simulated", `${all.shardHours.toFixed(1)} SH`, `shard-hours; ${number(all.events)} events`],
  ];
  byId("figures").innerHTML = cards.map(([label, value, note]) => {
    const short = note.length > 110 ? `${note.slice(0, 106)}...` : note;
    return `<div class="figure" title="${escaped(note)}"><div class="label">${label}</div><div class="value">${value}</div><div class="note">${escaped(short)}</div></div>`;
  }).join("");
}

function legend() {
  const swatches = [
    ["a shard, in its colour", pen => [0, 1, 2].forEach(i => { pen.fillStyle = colour(i + 3); pen.fillRect(i * 7.3, 1, 7.3, 10); })],
    ["owner gone, nobody at work", pen => hatch(pen, 0, 1, 22, 10, css("--bad"))],
    ["failover", pen => { pen.fillStyle = css("--bad"); pen.globalAlpha = 0.25; pen.fillRect(0, 1, 22, 10); pen.globalAlpha = 1; pen.fillRect(0, 9, 22, 2); }],
    ["worker stands still", pen => hatch(pen, 0, 1, 22, 10, css("--dim"))],
    ["calls fail", pen => { pen.fillStyle = css("--warn"); pen.fillRect(0, 4, 22, 4); }],
    ["repetitions", pen => { pen.fillStyle = css("--bad"); pen.fillRect(0, 8, 22, 3); }],
    ["end of all faults", pen => { pen.strokeStyle = css("--good"); pen.setLineDash([3, 2]); pen.beginPath(); pen.moveTo(11, 0); pen.lineTo(11, 12); pen.stroke(); }],
  ];
  byId("legend").replaceChildren(...swatches.map(([text, paint]) => {
    const item = document.createElement("span");
    const canvas = document.createElement("canvas");
    item.append(canvas, text);
    paint(prepare(canvas, 22, 12));
    return item;
  }));
  const used = new Set(timeline.marks.map(mark => mark.kind));
  Object.entries(MARKS).filter(([kind]) => used.has(kind)).forEach(([, [sign, ink, text]]) => {
    const item = document.createElement("span");
    item.innerHTML = `<b style="color:var(${ink})">${sign}</b>${text}`;
    byId("legend").append(item);
  });
}

const hit = (boxes, left, top) => boxes.slice().reverse().find(box =>
  left >= box.left - 1 && left <= box.left + box.width + 1 && top >= box.top && top <= box.top + box.height);

function rowsOf(pairs) {
  return `<table>${pairs.filter(([, value]) => value).map(([key, value]) => `<tr><th>${key}</th><td>${escaped(value)}</td></tr>`).join("")}</table>`;
}

function describe(box) {
  if (box.mark) return `<b>${escaped((MARKS[box.mark.kind] || MARKS.fault)[2])}</b>${rowsOf([["at", clock(box.mark.at)], ["", box.mark.text]])}`;
  if (box.span) return `<b>${escaped(box.span.kind)}</b>${rowsOf([["from", clock(box.span.from)], ["to", `${clock(box.span.to)} (${span(box.span.to - box.span.from)})`], ["", box.span.text]])}`;
  const bar = box.bar;
  const to = endOf(bar[TO]);
  return `<b>${escaped(timeline.shards[bar[SHARD]].id)}</b>${rowsOf([
    ["owner", lifeName(bar)], ["epoch", String(bar[EPOCH])],
    ["from", clock(bar[FROM])], ["to", bar[TO] < 0 ? "the end" : `${clock(to)} (${span(to - bar[FROM])})`],
    ["owner gone", bar[GONE] < 0 ? "" : `${clock(bar[GONE])}, nobody at work for ${span(to - bar[GONE])}`],
    ["taken", timeline.texts[bar[WHY_BEGAN]]], ["given up", timeline.texts[bar[WHY_ENDED]]],
    ["parents", timeline.shards[bar[SHARD]].parents.map(one => shortShard(timeline.shards[one].id)).join(", ")],
    ["children", children[bar[SHARD]].map(one => shortShard(timeline.shards[one].id)).join(", ")],
  ])}`;
}

function tell(html, event) {
  const tip = byId("tooltip");
  tip.hidden = !html;
  if (!html) return;
  tip.innerHTML = html;
  const box = tip.getBoundingClientRect();
  const right = event.clientX + 14 + box.width > window.innerWidth - 8;
  const below = event.clientY + 14 + box.height > window.innerHeight - 8;
  tip.style.left = `${Math.max(4, right ? event.clientX - box.width - 12 : event.clientX + 14)}px`;
  tip.style.top = `${Math.max(4, below ? event.clientY - box.height - 12 : event.clientY + 14)}px`;
}

function overviewAt(event) {
  const box = hit(chart.overviewBoxes, event.offsetX, event.offsetY);
  if (box) return describe(box);
  const place = Math.floor(timeAt(event.offsetX) / timeline.stepMillis);
  const step = timeline.lag[place];
  if (!step || event.offsetY < AXIS || event.offsetY > AXIS + LAG_HEIGHT) return "";
  return `<b>lag ${span(step.worst)}</b>${rowsOf([["at", clock(place * timeline.stepMillis, 0)],
    ["worst on", step.shard < 0 ? "" : shortShard(timeline.shards[step.shard].id)], ["records", number(step.records)],
    ["again", step.again ? number(step.again) : ""]])}`;
}

function select(place) {
  chart.selected = place === null ? null : family(place);
  const detail = byId("detail");
  if (place === null) {
    detail.replaceChildren();
    draw();
    return;
  }
  const links = places => places.map(one => `<a data-shard="${one}">${escaped(shortShard(timeline.shards[one].id))}</a>`).join(", ") || "none";
  const shard = timeline.shards[place];
  detail.innerHTML = `<h3>${escaped(shard.id)}</h3><p>open from ${clock(shard.from)} to ${shard.closed < 0 ? "the end" : clock(shard.closed)},
    ${shard.ended < 0 ? "not processed to its end" : `processed to its end at ${clock(shard.ended)}`}; parents: ${links(shard.parents)}; children: ${links(children[place])}</p>
    <table><tr><th>owner</th><th>epoch</th><th>from</th><th>to</th><th>taken</th><th>given up</th></tr>${barsOfShard[place].map(bar =>
      `<tr><td>${escaped(lifeName(bar))}</td><td>${bar[EPOCH]}</td><td>${clock(bar[FROM])}</td><td>${bar[TO] < 0 ? "the end" : clock(bar[TO])}</td><td>${escaped(timeline.texts[bar[WHY_BEGAN]])}</td><td>${escaped(timeline.texts[bar[WHY_ENDED]])}</td></tr>`).join("")}</table>`;
  detail.querySelectorAll("a").forEach(link => { link.onclick = () => select(Number(link.dataset.shard)); });
  draw();
}

function zoom(from, to) {
  const width = Math.min(END, Math.max(200, to - from));
  chart.from = Math.max(0, Math.min(from, END - width));
  chart.to = chart.from + width;
  draw();
}

const scale = (factor, around = (chart.from + chart.to) / 2) =>
  zoom(around - (around - chart.from) * factor, around + (chart.to - around) * factor);
const shift = share => zoom(chart.from + share * (chart.to - chart.from), chart.to + share * (chart.to - chart.from));

function show(view) {
  chart.view = view;
  chart.all = view === "workers" ? workerLanes() : shardLanes();
  byId("byWorker").setAttribute("aria-pressed", String(view === "workers"));
  byId("byShard").setAttribute("aria-pressed", String(view === "shards"));
  fitRows();
  layOut();
  byId("lanes").scrollTop = 0;
  draw();
}

function listen(canvas, describeAt) {
  canvas.onmousedown = event => { chart.drag = { from: event.offsetX, to: event.offsetX, moving: event.shiftKey, start: chart.from, end: chart.to }; };
  canvas.onmousemove = event => {
    if (!chart.drag) return tell(describeAt(event), event);
    chart.drag.to = event.offsetX;
    if (chart.drag.moving) {
      const by = ((chart.drag.from - chart.drag.to) / chart.width) * (chart.drag.end - chart.drag.start);
      return zoom(chart.drag.start + by, chart.drag.end + by);
    }
    return drawLanes();
  };
  canvas.onmouseleave = () => tell("");
  canvas.ondblclick = () => zoom(0, END);
  canvas.onwheel = event => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    scale(event.deltaY > 0 ? 1.25 : 0.8, timeAt(event.offsetX));
  };
  canvas.onclick = event => {
    const drag = chart.drag;
    chart.drag = null;
    if (drag && Math.abs(drag.to - drag.from) > 4) {
      if (!drag.moving) zoom(timeAt(Math.min(drag.from, drag.to)), timeAt(Math.max(drag.from, drag.to)));
      return;
    }
    const box = canvas.id === "canvas" && hit(chart.boxes, event.offsetX, event.offsetY);
    select(box && box.bar ? box.bar[SHARD] : null);
  };
}

function wire() {
  listen(byId("overview"), overviewAt);
  listen(byId("canvas"), event => {
    const box = hit(chart.boxes, event.offsetX, event.offsetY);
    return box ? describe(box) : "";
  });
  window.addEventListener("mouseup", event => event.target.tagName !== "CANVAS" && (chart.drag = null));
  byId("lanes").onscroll = () => { tell(""); drawLanes(); };
  byId("byWorker").onclick = () => show("workers");
  byId("byShard").onclick = () => show("shards");
  byId("filter").oninput = event => { chart.filter = event.target.value; layOut(); draw(); };
  byId("zoomIn").onclick = () => scale(0.5);
  byId("zoomOut").onclick = () => scale(2);
  byId("zoomAll").onclick = () => zoom(0, END);
  byId("earlier").onclick = () => shift(-0.4);
  byId("later").onclick = () => shift(0.4);
  const higher = factor => { chart.rowHeight = Math.max(2, Math.min(24, Math.round(chart.rowHeight * factor))); layOut(); draw(); };
  byId("higher").onclick = () => higher(1.6);
  byId("lower").onclick = () => higher(0.6);
  window.addEventListener("keydown", event => {
    const keys = { "+": () => scale(0.5), "-": () => scale(2), 0: () => zoom(0, END), ArrowLeft: () => shift(-0.4), ArrowRight: () => shift(0.4) };
    if (event.target.tagName !== "INPUT" && keys[event.key]) keys[event.key]();
  });
  window.addEventListener("resize", () => { layOut(); draw(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { legend(); draw(); });
}

head();
figures();
legend();
wire();
show("workers");
