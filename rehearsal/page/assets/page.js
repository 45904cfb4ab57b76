// Draws the snapshots of the event stream. All text goes in as text, never as markup; times tick here, by the
// server's clock.

import { list, part, set, text } from "./dom.js";
import { STAGES, STRATEGIES, clock, current, daytime, ending, holding, percent, rate, statusOf } from "./words.js";

const SILENCE = 5000; // ms without a beat after which the stream counts as lost
const STALE = 3; // s after which the figures count as old

const page = { snapshot: null, offset: 0, seen: 0, heard: performance.now(), ended: false };
const by = (id) => document.getElementById(id);
const now = () => performance.now() / 1000 + page.offset;

function draw() {
  const snapshot = page.snapshot;
  if (!snapshot) return;
  text(by("place"), `${snapshot.region} · account ${snapshot.account} · ${snapshot.endpoint}`);
  drawNow(snapshot);
  drawServices(snapshot.services);
  drawAlarms(snapshot.alarms);
  drawCalls(by("changes-only").checked ? snapshot.changes : snapshot.calls);
  by("others-panel").hidden = !snapshot.other_roads.length;
  list(by("others"), snapshot.other_roads, (road) => road.rule, "div.road.thin", drawRoad);
}

function drawNow({ services, alarms }) {
  const lines = services.filter(happening).map((service) => ({ key: service.arn, ...sentence(service) }));
  const red = alarms.filter((alarm) => alarm.state === "ALARM").map((alarm) => alarm.name);
  if (red.length) lines.push({ key: "alarms", tone: "bad", words: `In alarm: ${red.join(", ")}`, time: "" });
  if (!lines.length) lines.push({ key: "calm", tone: "", words: "Nothing is being deployed.", time: "" });
  list(by("now"), lines, (line) => line.key, "p", (node, line) => {
    node.className = line.tone;
    text(part(node, "words", "span"), line.words);
    text(part(node, "time", "strong"), line.time);
  });
  const first = lines.find((line) => line.time) ?? lines[0];
  text(document.head.querySelector("title"), `${first.words} ${first.time} · Rehearsal`);
}

const happening = ({ deployment }) => deployment && deployment.status !== "SUCCESSFUL";

function sentence({ name, deployment }) {
  const [words, tone] = statusOf(deployment);
  const wait = deployment.wait;
  if (wait) {
    const time = ` ${clock(wait.until - now())} left, ${ending(wait)}.`;
    return { tone, words: `${name}: ${holding(deployment)}.`, time };
  }
  if (deployment.finished_at) {
    return { tone, words: `${name}: ${deployment.target} ${words}, at ${daytime(deployment.finished_at)}.`, time: "" };
  }
  const where = tone === "wait" && current(deployment);
  return { tone, words: `${name}: ${deployment.target} ${words}${where ? ` (${where})` : ""}.`, time: "" };
}

function drawServices(services) {
  const items = services.length ? services : [null];
  list(by("services"), items, (one) => one?.arn ?? "nothing", "article", (node, service) => {
    if (service) drawService(node, service);
    else drawNothing(node);
  });
}

function drawNothing(node) {
  node.className = "nothing";
  text(part(node, "words", "p"), "The rehearsal is up, and no service stands in it yet. Deploy something:");
  text(part(node, "type", "code"), "./inv deploy --env=local");
}

function drawService(node, service) {
  node.className = "service";
  set(node, "aria-label", `Service ${service.name}`);
  const head = part(node, "head", "header");
  text(part(head, "name", "h2"), service.name);
  text(part(head, "cluster", "span.cluster"), `cluster ${service.cluster}`);
  const count = part(head, "count", "span.count");
  const both = service.berths.filter((one) => one.revisions.length).length > 1;
  text(count, `${service.running} running, ${service.desired} wanted${both ? " on each side" : ""}`);
  list(part(node, "roads", "div.roads"), service.roads, (road) => road.rule, "div.road", drawRoad);
  const top = Math.max(1, ...service.berths.flatMap((one) => one.traffic?.requests ?? []));
  const berths = part(node, "berths", "div.berths");
  list(berths, service.berths, (one) => one.side, "section.berth", (part, one) => drawBerth(part, one, service, top));
  const deployment = part(node, "deployment", "div.deployment");
  deployment.hidden = !service.deployment;
  if (service.deployment) drawDeployment(deployment, service.deployment);
  text(part(node, "news", "p.news"), service.news && `Latest event: ${service.news}`);
}

function drawRoad(node, road) {
  node.classList.toggle("thin", !road.purpose.startsWith("Production"));
  const head = part(node, "head", "div.road-head");
  text(part(head, "purpose", "span.purpose"), road.purpose);
  text(part(head, "balancer", "span.quiet"), road.balancer);
  const address = part(head, "address", "a.address");
  text(address, road.address);
  if (road.address.startsWith("http")) set(address, "href", road.address);
  const bar = part(node, "bar", "div.bar");
  set(bar, "role", "img");
  set(bar, "aria-label", road.shares.map((one) => `${percent(one.percent)} to ${one.group}`).join(", "));
  set(bar, "title", bar.getAttribute("aria-label"));
  list(bar, road.shares, (one) => one.group, "div.share", (share, one) => {
    set(share, "data-side", one.side);
    share.style.width = `${one.percent}%`;
    text(part(share, "text", "span"), one.percent >= 14 ? percent(one.percent) : "");
  });
}

function drawBerth(node, berth, service, top) {
  set(node, "data-side", berth.side);
  const head = part(node, "head", "div.berth-head");
  part(head, "chip", "span.chip").hidden = !berth.group;
  text(part(head, "group", "span.group"), berth.group || "Tasks");
  const share = service.roads[0]?.shares.find((one) => one.side === berth.side);
  text(part(head, "percent", "span.percent"), share ? percent(share.percent) : "");
  const empty = part(node, "empty", "p.empty");
  empty.hidden = berth.revisions.length > 0;
  text(empty, "Empty; the next release comes here.");
  list(part(node, "revisions", "div"), berth.revisions, (one) => one.name, "div.revision", drawRevision);
  const traffic = part(node, "traffic", "div.traffic");
  traffic.hidden = !berth.traffic;
  if (berth.traffic) drawTraffic(traffic, berth.traffic, top);
}

function drawRevision(node, revision) {
  const head = part(node, "head", "div");
  text(part(head, "name", "span"), revision.name);
  const role = part(head, "role", "span");
  role.className = `role ${revision.role}`;
  text(role, revision.role);
  text(part(node, "images", "p.images"), revision.images.join(", "));
  const failed = part(node, "failed", "p.bad");
  failed.hidden = !revision.failed;
  text(failed, `${revision.failed} failed ${revision.failed === 1 ? "task" : "tasks"}`);
  text(part(node, "none", "p.empty"), revision.tasks.length ? "" : "No tasks.");
  list(part(node, "tasks", "ul.tasks"), revision.tasks, (task) => task.id, "li", (item, task) => {
    item.className = `task ${task.condition}`;
    text(part(item, "words", "span"), `${task.id} ${task.condition} ${clock(now() - task.since)}`);
  });
}

function drawTraffic(node, { requests, errors }, top) {
  const svg = part(node, "lines", lines);
  const points = (values) => values.map((value, index) => `${index},${(30 - (28 * value) / top).toFixed(1)}`).join(" ");
  const recent = (values) => values.slice(-3).reduce((sum, one) => sum + one, 0) / 3;
  set(svg.firstChild, "points", points(requests));
  set(svg.lastChild, "points", errors.some(Boolean) ? points(errors) : "");
  text(part(node, "requests", "p"), `${rate(recent(requests))} requests/s`);
  const wrong = part(node, "errors", "p");
  const count = Math.round(errors.reduce((sum, one) => sum + one, 0));
  text(wrong, `${count} ${count === 1 ? "error" : "errors"} in 60 s`);
  wrong.className = count ? "bad" : "quiet";
  const spoken = `Last minute: at most ${rate(Math.max(...requests))} requests and ${rate(Math.max(...errors))} errors a second`;
  set(svg, "aria-label", spoken);
}

function lines() {
  const make = (tag) => document.createElementNS("http://www.w3.org/2000/svg", tag);
  const svg = make("svg");
  for (const [name, value] of [["viewBox", "0 0 59 30"], ["preserveAspectRatio", "none"], ["role", "img"]]) set(svg, name, value);
  for (const name of ["requests", "errors"]) set(svg.appendChild(make("polyline")), "class", name);
  return svg;
}

function drawDeployment(node, deployment) {
  const [words, tone] = statusOf(deployment);
  const head = part(node, "head", "div.deployment-head");
  text(part(head, "what", "span"), `${STRATEGIES[deployment.strategy] ?? deployment.strategy} deployment of ${deployment.target}`);
  const status = part(head, "status", "span");
  status.className = `status ${tone}`;
  text(status, words);
  const took = clock((deployment.finished_at ?? now()) - deployment.started_at);
  const at = deployment.finished_at ? `took ${took}, ended ${daytime(deployment.finished_at)}` : took;
  text(part(head, "took", "span.took.quiet"), at);
  drawHold(part(node, "hold", "div.hold"), deployment);
  list(part(node, "stages", "ol.stages"), deployment.stages, (one) => one.name, "li", drawStage);
  text(part(node, "reason", "p.reason"), deployment.reason);
}

function drawHold(node, deployment) {
  const wait = deployment.wait;
  node.hidden = !wait;
  if (!wait) return;
  const left = wait.until - now();
  text(part(node, "words", "span"), `${holding(deployment)}: `);
  text(part(node, "time", "strong"), `${clock(left)} left, ${ending(wait)}`);
  const rest = Math.max(0, Math.min(1, left / (wait.until - wait.since || 1)));
  const track = part(node, "left", "div.left");
  part(track, "bar", "i").style.width = `${(100 * rest).toFixed(1)}%`;
}

function drawStage(node, stage) {
  node.className = `stage ${stage.passage}`;
  set(node, "title", stage.name);
  if (stage.passage === "current") set(node, "aria-current", "step");
  else node.removeAttribute("aria-current");
  text(part(node, "name", "b"), STAGES[stage.name] ?? stage.name);
  const spent = stage.since === null ? stage.seconds : (stage.seconds ?? 0) + now() - stage.since;
  const words = { turned: "went back", skipped: "not reached" }[stage.passage];
  text(part(node, "time", "span.time"), words ?? (spent === null ? "" : spent < 10 ? `${spent.toFixed(1)} s` : clock(spent)));
}

function drawAlarms(alarms) {
  const items = alarms.length ? alarms : [{ name: "", state: "", reason: "No alarm is defined.", since: 0 }];
  list(by("alarms"), items, (one) => one.name, "li.alarm", (node, alarm) => {
    text(part(node, "name", "span"), alarm.name);
    const state = part(node, "state", "span");
    state.className = `state ${{ OK: "good", ALARM: "bad" }[alarm.state] ?? "quiet"}`;
    text(state, alarm.since ? `${alarm.state.replace("_", " ")} since ${daytime(alarm.since)}` : "");
    text(part(node, "why", "span.why"), alarm.state === "OK" ? "" : alarm.reason);
  });
}

function drawCalls(calls) {
  const seen = new Map();
  const keyed = calls.toReversed().map((call) => { // a call keeps its line while newer ones come in above it
    const name = `${call.service}.${call.operation}.${call.caller}.${call.effect}`;
    seen.set(name, (seen.get(name) ?? 0) + 1);
    return { ...call, key: `${name}.${seen.get(name)}` };
  }).toReversed();
  list(by("calls"), keyed, (call) => call.key, "li.call", (node, call) => {
    text(part(node, "what", "span"), call.operation);
    const outcome = part(node, "outcome", "span");
    outcome.className = `outcome ${call.effect === "done" ? "good" : "bad"}`;
    text(outcome, call.count > 1 ? `${call.effect} ×${call.count}` : call.effect);
    const fault = call.fault && `fault: ${call.fault}`;
    const words = [daytime(call.time), call.service, call.caller, call.code, fault];
    text(part(node, "from", "span.from"), words.filter(Boolean).join(" · "));
    text(part(node, "ms", "span.ms"), `${call.milliseconds.toFixed(0)} ms`);
  });
}

// The link to the server.

function drawLink() {
  const lost = performance.now() - page.heard > SILENCE;
  const state = page.ended ? "ended" : lost ? "lost" : page.snapshot ? "live" : "connecting";
  const old = page.seen ? now() - page.seen : 0;
  set(document.body, "data-link", state);
  const lively = old > STALE ? `Live, but these figures are ${Math.round(old)} s old` : "Live";
  text(by("link"), { live: lively, lost: "No answer", ended: "Not up", connecting: "Connecting" }[state]);
  const why = { ended: "The rehearsal was ended", lost: "The rehearsal does not answer" }[state];
  const last = page.seen ? ` What stands below is from ${daytime(page.seen)}.` : "";
  text(by("lost"), why ? `${why}. To start it: python -m rehearsal up.${last}` : "");
  return state === "live";
}

function connect() {
  const source = new EventSource("/_rehearsal/open/events");
  const hear = (event) => {
    page.heard = performance.now();
    page.ended = false;
    return JSON.parse(event.data);
  };
  source.addEventListener("snapshot", (event) => { page.snapshot = hear(event); draw(); });
  source.addEventListener("beat", (event) => {
    const { now: theirs, seen } = hear(event);
    page.offset = theirs - performance.now() / 1000;
    page.seen = seen;
    drawLink();
  });
  source.addEventListener("bye", () => { page.ended = true; drawLink(); });
  source.addEventListener("error", () => { // a refused connection is tried again by the browser, a refused answer is not
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, 2000);
  });
}

by("changes-only").addEventListener("change", draw);
setInterval(() => { if (drawLink()) draw(); }, 250);
connect();
