// A network as a drawing: forces place it once, then it can be moved and enlarged.

import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import type { SimulationLinkDatum, SimulationNodeDatum } from "d3-force";
import { element, svg } from "./elements";
import { describe, isIri, isOurs, printable, shorten } from "./iris";
import type { Knowledge } from "./knowledge";
import type { Network, Point } from "./network";

type Placed = Point & SimulationNodeDatum;
type Joined = SimulationLinkDatum<Placed> & { label: string };

const STEPS = 250;
const MOST_LABELLED_LINES = 60;
const LONGEST_LABEL = 28;

export function drawing(network: Network, knowledge: Knowledge): HTMLElement {
  if (network.points.size === 0) {
    return element("p", { class: "note" }, "There are no IRIs in this result to draw. Select some, or use CONSTRUCT.");
  }
  const points: Placed[] = [...network.points.values()].map((point) => ({ ...point }));
  const byId = new Map(points.map((point) => [point.id, point]));
  const lines: Joined[] = network.lines.map((line) => ({
    source: byId.get(line.from)!,
    target: byId.get(line.to)!,
    label: line.label,
  }));
  place(points, lines);
  const picture = picturePart(points, lines, knowledge);
  const parts = [picture, element("p", { class: "note" }, note(network))];
  return element("div", { class: "drawing" }, ...parts);
}

function note(network: Network): string {
  const size = `${network.points.size} things, ${network.lines.length} connections`;
  const rest = network.omitted ? ` ${network.omitted.toLocaleString("en")} more aren't drawn: make the query narrower.` : "";
  return `${size}. Drag to move, scroll or use + and − to enlarge.${rest}`;
}

function place(points: Placed[], lines: Joined[]): void {
  forceSimulation(points)
    .force("link", forceLink(lines).distance(110))
    .force("charge", forceManyBody().strength(-260).distanceMax(500))
    .force("collide", forceCollide(30))
    .force("x", forceX(0).strength(0.06))
    .force("y", forceY(0).strength(0.09))
    .force("center", forceCenter(0, 0))
    .stop()
    .tick(STEPS);
}

function picturePart(points: Placed[], lines: Joined[], knowledge: Knowledge): SVGSVGElement {
  const label = `${points.length} things and ${lines.length} connections between them`;
  const picture = svg("svg", { role: "group", "aria-label": label, tabindex: 0 });
  picture.append(
    svg(
      "defs",
      {},
      svg(
        "marker",
        { id: "arrow", viewBox: "0 0 8 8", refX: 15, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
        svg("path", { d: "M0 0 L8 4 L0 8 z" }),
      ),
    ),
    ...lines.flatMap((line) => drawLine(line, lines.length <= MOST_LABELLED_LINES, knowledge)),
    ...points.map((point) => drawPoint(point, knowledge)),
  );
  letMove(picture, bounds(points));
  return picture;
}

function drawLine(line: Joined, isLabelled: boolean, knowledge: Knowledge): SVGElement[] {
  const [from, to] = [line.source as Placed, line.target as Placed];
  const text = printable(shorten(line.label, knowledge.prefixes).replace(/^\w+:/, ""));
  const drawn = svg(
    "line",
    { x1: from.x!, y1: from.y!, x2: to.x!, y2: to.y!, "marker-end": "url(#arrow)" },
    svg("title", {}, text),
  );
  if (!isLabelled) return [drawn];
  const place = { x: (from.x! + to.x!) / 2, y: (from.y! + to.y!) / 2 - 3, class: "line-label" };
  return [drawn, svg("text", place, clipped(text))];
}

function drawPoint(point: Placed, knowledge: Knowledge): SVGElement {
  const text = printable(point.label ?? shorten(point.id, knowledge.prefixes));
  const parts = [
    svg("title", {}, printable(point.label ? `${point.label}\n${point.id}` : point.id)),
    svg("circle", { r: 7 }),
    svg("text", { y: -11 }, clipped(text)),
  ];
  const place = { transform: `translate(${point.x} ${point.y})`, class: point.label ? "point named" : "point" };
  if (!isOurs(point.id, knowledge) || !isIri(point.id)) return svg("g", place, ...parts);
  return svg("a", { ...place, href: `#query=${encodeURIComponent(describe(point.id))}` }, ...parts);
}

function clipped(text: string): string {
  const characters = [...text.replace(/\s+/g, " ")];
  return characters.length > LONGEST_LABEL ? `${characters.slice(0, LONGEST_LABEL - 1).join("")}…` : characters.join("");
}

// --- Moving

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function bounds(points: Placed[]): Box {
  const xs = points.map((point) => point.x!);
  const ys = points.map((point) => point.y!);
  const [left, top] = [Math.min(...xs) - 90, Math.min(...ys) - 50];
  return { x: left, y: top, width: Math.max(...xs) + 90 - left, height: Math.max(...ys) + 50 - top };
}

function letMove(picture: SVGSVGElement, box: Box): void {
  const show = (): void => picture.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
  const scale = (factor: number): void => {
    box.x += (box.width * (1 - factor)) / 2;
    box.y += (box.height * (1 - factor)) / 2;
    box.width *= factor;
    box.height *= factor;
    show();
  };
  let isDragged = false;
  let moved = 0;
  picture.addEventListener("pointerdown", () => {
    isDragged = true;
    moved = 0;
  });
  picture.addEventListener("pointermove", (event) => {
    if (!isDragged || event.buttons === 0) return;
    const ratio = Math.max(box.width / picture.clientWidth, box.height / picture.clientHeight);
    moved += Math.abs(event.movementX) + Math.abs(event.movementY);
    box.x -= event.movementX * ratio;
    box.y -= event.movementY * ratio;
    show();
  });
  picture.addEventListener("pointerup", () => (isDragged = false));
  picture.addEventListener("click", (event) => moved > 5 && event.preventDefault());
  picture.addEventListener("dragstart", (event) => event.preventDefault());
  picture.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      scale(event.deltaY > 0 ? 1.15 : 1 / 1.15);
    },
    { passive: false },
  );
  picture.addEventListener("keydown", (event) => {
    const step = box.width / 12;
    const moves: Record<string, () => void> = {
      "+": () => scale(1 / 1.2),
      "-": () => scale(1.2),
      ArrowLeft: () => (box.x -= step),
      ArrowRight: () => (box.x += step),
      ArrowUp: () => (box.y -= step),
      ArrowDown: () => (box.y += step),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
    show();
  });
  show();
}
