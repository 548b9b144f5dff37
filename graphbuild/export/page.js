"use strict";
// Text reaches the page by textContent alone: articles and names are not to be trusted.
const data = JSON.parse(document.getElementById("data").textContent);
const [picture, panel, tip, query, matches] = ["picture", "panel", "tip", "query", "matches"].map(
  (id) => document.getElementById(id),
);
const MARKS = { person: "●", organization: "■", location: "▲" };
const KINDS = { person: "Person", organization: "Organization", location: "Place" };
const FIRST = 25; // cards in a list before "Show more"
const ROWS = 12; // names in a list of the first panel
const LABELLED = 45; // edges that can all have their labels
const LANDMARKS = 10; // nodes whose names stay readable however far away
const LEGIBLE = 0.6; // scale below which the first view shows a part instead of the whole
const nodes = new vis.DataSet(data.nodes);
const edges = new vis.DataSet(data.edges);
const texts = new Map(data.edges.map((edge) => [edge.id, edge.label]));
const fonts = new Map(data.nodes.map((node) => [node.id, node.font.size]));
const landmarks = new Set(data.nodes.slice(0, LANDMARKS).map((node) => node.id));
const network = new vis.Network(picture, { nodes, edges }, data.options);
let chosen = { nodes: [], edges: [] };

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "click") element.addEventListener("click", value);
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

const link = (text, href) => make("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
const mark = (type) => make("span", { class: `mark ${type}` }, MARKS[type]);
const count = (number, one) => `${number.toLocaleString("en")} ${one}${number === 1 ? "" : "s"}`;

function named({ id, name }) {
  if (!(id in data.entities)) return make("span", {}, name);
  return make("button", { class: "name", type: "button", click: () => show(id) }, name);
}

function passage(pieces) {
  const marked = pieces.map(([text, role]) => (role ? make("mark", { class: role, title: role }, text) : text));
  return make("p", {}, ...marked);
}

function origin(number) {
  const { title, publisher, published, url, reprint } = data.articles[number];
  const facts = [publisher, published, reprint && `same text as ${reprint}`].filter(Boolean).join(", ");
  return make("p", { class: "origin" }, url ? link(title, url) : title, facts ? ` — ${facts}` : "");
}

function listed(entities) {
  return entities.flatMap((entity, number) => (number ? [", ", named(entity)] : [named(entity)]));
}

function claimCard(number) {
  const claim = data.claims[number];
  const who = make("p", { class: "who" }, claim.speaker ? named(claim.speaker) : claim.source || "Source not named");
  if (claim.about.length) who.append(" about ", ...listed(claim.about));
  for (const tag of claim.tags) who.append(make("span", { class: "tag" }, tag));
  if (claim.articles > 1) who.append(make("span", { class: "tag" }, sources(claim)));
  return make("article", {}, who, passage(claim.passage), origin(claim.article), ...ties(claim.ties));
}

function sources({ articles, independent }) {
  const apart = independent < articles ? `, ${independent} independent` : "";
  return `${count(articles, "article")}${apart}`;
}

function ties(all) {
  if (!all.length) return [];
  const heading = make("summary", {}, [...new Set(all.map(({ how }) => how))].join(", "), ` (${all.length})`);
  return [make("details", {}, heading, ...all.map(tie))];
}

function tie({ how, speaker, source, where, passage: pieces, own, why, claim }) {
  const who = speaker ? named(speaker) : source || "source not named";
  const by = how === "also reported by" ? [where, " "] : [who, ` (${where}) `];
  const read = claim === null ? null : make("button", { class: "name", type: "button", click: () => showClaim(claim) }, "Read it");
  return make("div", { class: "tie" },
    make("p", {}, make("strong", {}, how), " ", ...by, read),
    passage(pieces),
    make("p", { class: "origin" }, own ? `here: ${own} — ` : "", `judged by ${why}`));
}

function showClaim(number) {
  const before = [...panel.childNodes];
  const back = () => { panel.replaceChildren(...before); };
  panel.replaceChildren(
    make("button", { class: "name", type: "button", click: back }, "← Back"),
    make("h2", {}, "One claim"),
    claimCard(number),
  );
  panel.scrollTop = 0;
  panel.focus();
}

function relationCard(number) {
  const relation = data.relations[number];
  const who = make("p", { class: "who" }, named(relation.head), ` ${relation.type} `, named(relation.tail));
  for (const tag of relation.tags) who.append(make("span", { class: "tag" }, tag));
  return make("article", {}, who, passage(relation.passage), origin(relation.article));
}

function cards(heading, numbers, card) {
  if (!numbers.length) return [];
  const box = make("div", {}, ...numbers.slice(0, FIRST).map(card));
  if (numbers.length > FIRST) {
    const rest = () => more.replaceWith(...numbers.slice(FIRST).map(card));
    const more = make("button", { class: "more", type: "button", click: rest }, `Show ${numbers.length - FIRST} more`);
    box.append(more);
  }
  return [make("h3", {}, `${heading} (${numbers.length.toLocaleString("en")})`), box];
}

function where(list, test) {
  return list.flatMap((item, number) => (test(item) ? [number] : []));
}

function row(id) {
  const entity = data.entities[id];
  const facts = make("small", {}, entity.claims ? count(entity.claims, "claim") : count(entity.mentions, "mention"));
  return make("button", { class: "row", type: "button", click: () => show(id) }, mark(entity.type), make("span", {}, entity.name), facts);
}

function startPanel() {
  const ids = Object.keys(data.entities);
  const claims = (id) => data.entities[id].claims;
  const speakers = ids.filter(claims).sort((one, other) => claims(other) - claims(one));
  const rest = ids.filter((id) => !claims(id));
  const note = ids.length
    ? "Choose someone to read what they say and what is said of them."
    : "No people, organizations or places were found.";
  const colours = ["source", "cue", "content"].map((role, number) =>
    make("mark", { class: role }, ["who", "says", "what"][number]));
  panel.replaceChildren(
    make("h2", {}, "Who says what about whom"),
    make("p", { class: "about" }, note),
    make("p", { class: "about" }, "In a sentence: ", ...colours.flatMap((colour) => [colour, " "])),
    ...rows("Who speaks", speakers),
    ...rows("Who and what is named", rest),
  );
}

function rows(heading, ids) {
  return ids.length ? [make("h3", {}, heading), ...ids.slice(0, ROWS).map(row)] : [];
}

function entityPanel(id) {
  const entity = data.entities[id];
  const lines = [
    `${entity.team ? "Team" : KINDS[entity.type]}, ${count(entity.mentions, "mention")} in ${sources(entity)}`,
    entity.seen.length ? `Seen ${[...new Set(entity.seen)].join(" to ")}` : null,
    entity.place ? `In ${entity.place}` : null,
    entity.roles.length ? entity.roles.join("; ") : null,
    entity.background.length ? `Wikidata: ${entity.background.join("; ")}` : null,
    entity.aliases.length ? `Also: ${entity.aliases.join("; ")}` : null,
  ].filter(Boolean);
  const links = entity.links.flatMap(({ text, url }) => [link(text, url), " "]);
  panel.replaceChildren(
    make("button", { class: "name", type: "button", click: clear }, "← Everyone"),
    make("h2", {}, mark(entity.type), " ", entity.name),
    ...lines.map((line) => make("p", { class: "about" }, line)),
    make("p", { class: "about" }, ...links),
    ...merged(entity.merges),
    ...cards("Says", where(data.claims, (claim) => claim.speaker?.id === id), claimCard),
    ...cards("Said about it", where(data.claims, (claim) => claim.about.some((topic) => topic.id === id)), claimCard),
    ...cards("Relations", where(data.relations, ({ head, tail }) => head.id === id || tail.id === id), relationCard),
  );
}

function merged(reasons) {
  if (!reasons.length) return [];
  const heading = make("summary", {}, "Why these names are one");
  return [make("details", { class: "about" }, heading, ...reasons.map((reason) => make("p", {}, reason)))];
}

function edgePanel(edge) {
  panel.replaceChildren(
    make("button", { class: "name", type: "button", click: clear }, "← Everyone"),
    make("h2", {}, named({ id: edge.from, name: data.entities[edge.from].name }), " → ", named({ id: edge.to, name: data.entities[edge.to].name })),
    ...cards("Claims", edge.claims, claimCard),
    ...cards("Relations", edge.relations, relationCard),
  );
}

function show(id) {
  choose({ nodes: [id], edges: [] });
  const scale = Math.max(network.getScale(), 0.75);
  network.focus(id, { scale, animation: !matchMedia("(prefers-reduced-motion: reduce)").matches });
}

function clear() {
  choose({ nodes: [], edges: [] });
}

function choose({ nodes: ids, edges: lines }) {
  chosen = { nodes: ids, edges: ids.length ? [] : lines };
  network.setSelection(chosen, { highlightEdges: false });
  if (ids.length) entityPanel(ids[0]);
  else if (lines.length) edgePanel(edges.get(lines[0]));
  else startPanel();
  panel.scrollTop = 0;
  paint();
}

function lit() {
  if (chosen.nodes.length) {
    const own = network.getConnectedEdges(chosen.nodes[0]);
    return { lines: new Set(own), ends: new Set([chosen.nodes[0], ...own.flatMap((id) => network.getConnectedNodes(id))]) };
  }
  if (!chosen.edges.length) return null;
  return { lines: new Set(chosen.edges), ends: new Set(network.getConnectedNodes(chosen.edges[0])) };
}

function paint() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const bright = lit();
  const [ink, ground, faded, line, strong] = ["ink", "ground", "faded", "edge", "strong"].map(colour);
  nodes.update(nodes.map(({ id, type }) => {
    const off = bright !== null && !bright.ends.has(id);
    const fill = off ? faded : colour(type);
    const least = landmarks.has(id) ? 12 / network.getScale() : 0;
    const font = { size: Math.max(fonts.get(id), least), color: off ? faded : ink, strokeColor: ground, strokeWidth: 4 };
    return { id, font, color: { background: fill, border: ground, highlight: { background: fill, border: strong }, hover: { background: fill, border: strong } } };
  }));
  const named = bright !== null || texts.size <= LABELLED;
  edges.update(edges.map(({ id, faint }) => {
    const off = bright !== null && !bright.lines.has(id);
    const label = named && !off ? texts.get(id) : " "; // vis-network keeps the old one for ""
    const own = off ? faded : bright ? strong : line;
    const opacity = off ? 0.25 : faint && !bright ? 0.3 : 1;
    const font = { color: ink, strokeColor: ground, strokeWidth: 4, size: 12 };
    return { id, label, font, color: { color: own, highlight: strong, hover: strong, opacity } };
  }));
}

function tipOf(node, edge) {
  if (node !== undefined) {
    const { type, name, mentions, claims } = data.entities[node];
    return [make("p", {}, mark(type), " ", name), make("p", { class: "origin" }, `${count(mentions, "mention")}, ${count(claims, "claim")}`)];
  }
  const { claims, relations } = edges.get(edge);
  const first = claims.length ? data.claims[claims[0]] : data.relations[relations[0]];
  const more = claims.length + relations.length - 1;
  return [passage(first.passage), origin(first.article), ...(more ? [make("p", { class: "origin" }, `and ${more} more: click to read`)] : [])];
}

function hover({ node, edge, event }) {
  tip.replaceChildren(...tipOf(node, edge));
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(event.clientX + 14, innerWidth - box.width - 8))}px`;
  tip.style.top = `${event.clientY + 18 + box.height > innerHeight ? Math.max(8, event.clientY - box.height - 12) : event.clientY + 18}px`;
  picture.style.cursor = "pointer";
}

function unhover() {
  tip.hidden = true;
  picture.style.cursor = "";
}

function found() {
  const words = query.value.trim().toLocaleLowerCase();
  if (!words) return [];
  return Object.keys(data.entities).filter((id) => {
    const { name, aliases } = data.entities[id];
    return [name, ...aliases].some((text) => text.toLocaleLowerCase().includes(words));
  });
}

function suggest() {
  const ids = found().slice(0, 8);
  matches.hidden = !query.value.trim();
  const none = make("p", { class: "about" }, "Nobody and nothing shown here has this name.");
  matches.replaceChildren(...(ids.length ? ids.map((id) => make("li", {}, row(id))) : [none]));
}

function whole() {
  network.fit({ animation: false });
  if (network.getScale() > 1.2) network.moveTo({ scale: 1.2 });
  paint();
}

function open() {
  whole();
  const [top] = data.nodes;
  if (top && network.getScale() < LEGIBLE) network.moveTo({ position: network.getPosition(top.id), scale: LEGIBLE });
  clear();
}

document.getElementById("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const [first] = found();
  if (first) show(first);
  matches.hidden = true;
});
query.addEventListener("input", suggest);
matches.addEventListener("click", () => { matches.hidden = true; });
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  matches.hidden = true;
  unhover();
});
document.querySelector("fieldset").addEventListener("change", ({ target }) => {
  nodes.update(nodes.get({ filter: ({ type }) => type === target.name }).map(({ id }) => ({ id, hidden: !target.checked })));
});
document.getElementById("whole").addEventListener("click", whole);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
network.on("click", (event) => { unhover(); choose(event); });
network.on("hoverNode", hover);
network.on("hoverEdge", hover);
network.on("zoom", () => requestAnimationFrame(paint));
network.on("animationFinished", paint);
for (const name of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(name, unhover);
open();
