"use strict";
// What happened, as lanes: one for each worker with the shards it owned, or one for each shard with its owners.

const data = JSON.parse(document.getElementById("data").textContent);
const timeline = data.timeline;
const [SHARD, LIFE, EPOCH, FROM, TO, GONE, WHY_BEGAN, WHY_ENDED] = [0, 1, 2, 3, 4, 5, 6, 7];
const END = Math.max(1, timeline.endMillis);

const endOf = time => (time < 0 ? END : time);
const workerOf = bar => (bar[LIFE] < 0 ? -1 : timeline.lives[bar[LIFE]].worker);
const lifeName = bar => (bar[LIFE] < 0 ? "?" : timeline.lives[bar[LIFE]].name);
const shortShard = id => id.replace(/^shardId-0*(?=\d)/, "shard ");
const children = timeline.shards.map(() => []);
timeline.shards.forEach((shard, place) => shard.parents.forEach(parent => children[parent].push(place)));
const barsOfShard = timeline.shards.map(() => []);
timeline.ownerships.forEach(bar => bar[SHARD] >= 0 && barsOfShard[bar[SHARD]].push(bar));

// 0:12:03.456
function clock(millis, digits = 3) {
  const pad = (value, width) => String(value).padStart(width, "0");
  const rest = Math.max(0, Math.floor(millis));
  const whole = `${Math.floor(rest / 3600000)}:${pad(Math.floor(rest / 60000) % 60, 2)}:${pad(Math.floor(rest / 1000) % 60, 2)}`;
  return digits ? `${whole}.${pad(rest % 1000, 3).slice(0, digits)}` : whole;
}

function span(millis) {
  if (millis < 1000) return `${Math.round(millis)} ms`;
  if (millis < 120000) return `${(millis / 1000).toFixed(millis < 10000 ? 2 : 1)} s`;
  return `${(millis / 60000).toFixed(1)} min`;
}

const median = values => values.slice().sort((one, other) => one - other)[Math.floor(values.length / 2)] || 0;
const number = value => value.toLocaleString("en-US");

// Bars that touch one another get rows of their own.
function intoRows(bars) {
  const free = [];
  return bars.map(bar => {
    let row = free.findIndex(until => until <= bar[FROM]);
    if (row < 0) row = free.length;
    free[row] = endOf(bar[TO]);
    return { bar, row };
  });
}

function workerLanes() {
  const bars = timeline.workers.map(() => []);
  timeline.ownerships.forEach(bar => workerOf(bar) >= 0 && bars[workerOf(bar)].push(bar));
  const rowsOf = placed => placed.reduce((most, one) => Math.max(most, one.row + 1), 1);
  const all = bars.map(intoRows);
  // whoever comes first owns everything for a moment; that moment must not make its lane ten times as high
  const most = Math.max(8, 2 * median(all.map(rowsOf)));
  all.flat().forEach(one => { one.row %= most; });
  const order = timeline.workers.map((name, worker) => worker);
  order.sort((one, other) => timeline.workers[one].localeCompare(timeline.workers[other], "en", { numeric: true }));
  return order.map(worker => {
    const name = timeline.workers[worker];
    const placed = all[worker];
    return {
      name, worker, shard: -1, placed, rows: rowsOf(placed),
      lives: timeline.lives.filter(life => life.worker === worker),
      marks: timeline.marks.filter(mark => mark.worker === worker),
      spans: timeline.spans.filter(one => one.worker === worker),
      words: [name, ...bars[worker].map(bar => shortShard(timeline.shards[bar[SHARD]].id))],
    };
  });
}

// Parents come right before their children, so that lineage is short to follow.
function shardLanes() {
  const order = [];
  const seen = new Set();
  const visit = place => {
    if (seen.has(place)) return;
    seen.add(place);
    order.push(place);
    children[place].forEach(visit);
  };
  timeline.shards.forEach((shard, place) => shard.parents.length || visit(place));
  timeline.shards.forEach((shard, place) => visit(place));
  return order.map(place => {
    const shard = timeline.shards[place];
    return {
      name: shortShard(shard.id), worker: -1, shard: place, rows: 1,
      placed: barsOfShard[place].map(bar => ({ bar, row: 0 })),
      lives: [{ from: shard.from, to: shard.ended }],
      marks: [], spans: [],
      words: [shortShard(shard.id), ...barsOfShard[place].map(bar => timeline.workers[workerOf(bar)] || "?")],
    };
  });
}

// All shards that this one came from or became.
function family(place) {
  const all = new Set([place]);
  const up = shard => timeline.shards[shard].parents.forEach(parent => !all.has(parent) && (all.add(parent), up(parent)));
  const down = shard => children[shard].forEach(child => !all.has(child) && (all.add(child), down(child)));
  up(place);
  down(place);
  return all;
}
