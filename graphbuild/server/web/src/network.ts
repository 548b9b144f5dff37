// What a result connects: triples, or the IRIs that stand in a row together.

import type { Binding, Row } from "./endpoint";

export interface Point {
  id: string;
  label?: string | undefined;
}

export interface Line {
  from: string;
  to: string;
  label: string;
}

export interface Network {
  points: Map<string, Point>;
  lines: Line[];
  /** Number of things that are left out. */
  omitted: number;
}

const MOST_POINTS = 300;
const NAMES = [
  "https://schema.org/name",
  "https://schema.org/headline",
  "http://www.w3.org/2000/01/rdf-schema#label",
  "https://schema.org/text",
];

export function toNetwork(
  kind: "rows" | "graph",
  columns: string[],
  rows: Row[],
  names: Map<string, string>,
): Network {
  const network: Network = { points: new Map(), lines: [], omitted: 0 };
  const omitted = new Set<string>();
  const add = (binding: Binding): boolean => {
    if (!network.points.has(binding.value)) {
      if (network.points.size >= MOST_POINTS) omitted.add(binding.value);
      else network.points.set(binding.value, { id: binding.value });
    }
    return network.points.has(binding.value);
  };
  const connect = (from: Binding, to: Binding, label: string): void => {
    const known = [add(from), add(to)];
    if (known.every(Boolean)) network.lines.push({ from: from.value, to: to.value, label });
  };
  if (kind === "graph") connectTriples(rows, add, connect, network);
  else connectRows(columns, rows, add, connect);
  for (const point of network.points.values()) point.label ??= names.get(point.id);
  network.omitted = omitted.size;
  return network;
}

type Add = (binding: Binding) => boolean;
type Connect = (from: Binding, to: Binding, label: string) => void;

function connectTriples(rows: Row[], add: Add, connect: Connect, network: Network): void {
  const names: [string, string, number][] = [];
  for (const { subject, predicate, object } of rows) {
    if (!subject || !predicate || !object) continue;
    if (isNode(object)) connect(subject, object, predicate.value);
    else {
      add(subject);
      const rank = NAMES.indexOf(predicate.value);
      if (rank >= 0) names.push([subject.value, object.value, rank]);
    }
  }
  for (const [id, label] of names.sort((one, other) => other[2] - one[2])) {
    const point = network.points.get(id);
    if (point) point.label = label;
  }
}

function connectRows(columns: string[], rows: Row[], add: Add, connect: Connect): void {
  for (const row of rows) {
    const nodes = columns.flatMap((column) => {
      const binding = row[column];
      return binding && isNode(binding) ? [{ column, binding }] : [];
    });
    const [first, ...others] = nodes;
    if (first) add(first.binding);
    for (const other of others) if (first) connect(first.binding, other.binding, other.column);
  }
}

function isNode(binding: Binding): boolean {
  return binding.type === "uri" || binding.type === "bnode";
}
