import { table as rowTable } from "../support/rows.mjs";
import { milliseconds } from "./scales.mjs";

/** docs/benchmarks.md: everything that was measured last, each part with when and where. */
export function document({ figures = {}, peers, curves }) {
  return [
    "# Benchmarks",
    "Written by `npm run bench`; how each figure is measured: [bench/README.md](../bench/README.md). Numbers of one machine, on one day: the",
    "ratios to the peers and controls of the same run are what they are for. Raw values: [benchmarks.json](benchmarks.json).",
    "",
    ...(peers ? peerSections(peers) : []),
    ...(curves ? curveSections(curves) : []),
    "## Bounds\n",
    "What the project promises itself. Each with its control, measured in turn with it; `busy`: above a bound that is meant for an idle machine, on one that was not.\n",
    ...Object.values(figures).flatMap(figureSection),
  ].join("\n");
}

function peerSections(part) {
  const { list, death, race, alarms, cost } = part;
  const present = list.filter(({ missing }) => !missing);
  return [
    "## Beside the peers\n",
    stamp(part),
    "![Latency](img/latency.svg)\n",
    `All peers take turns, each by its own documented means, under the same parent program. The parent is killed by SIGKILL; "alive": still there ${part.limit / 1000} s later. Times are p50, and p99 where a cell says so. Rounds: ${roundsOf(death.rounds)}.\n`,
    markdown(
      [
        "",
        "hook, idle child (p50, p99)",
        "gone",
        "300 ms clean-up finished",
        "blocked child gone",
        "foreign command gone",
        "grandchild behind `sh -c` gone",
        "detached grandchild gone",
      ],
      present.map((peer) => [nameOf(peer), ...deathCells(death.peers[peer.id] ?? {})]),
    ),
    "Before and after that moment:\n",
    markdown(
      [
        "",
        "leaks when killed 0 to 50 ms after the call",
        "hung parent noticed",
        "false alarm: stdin `/dev/null`",
        "other user",
        "invisible pid",
        "parent stopped and continued",
        "extra processes (resident)",
        "spawn, to plain",
      ],
      present.map((peer) => [
        nameOf(peer),
        raceCell(race.peers[peer.id]),
        ...alarmCells(alarms.peers[peer.id]),
        ...costCells(cost.peers[peer.id]),
      ]),
    ),
    ...list.filter(({ missing }) => missing).map(({ title, missing }) => `- ${title}: skipped, ${missing}`),
    ...Object.entries(death.failures).map(([what, why]) => `- ${what}: did not come up (${why})`),
    "",
  ];
}

function roundsOf(rounds) {
  return Object.entries(rounds)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}

function nameOf({ id, title, version }) {
  return id === "lifeline" ? `**${title} ${version}**` : `${title} ${version}`.trim();
}

function deathCells(cells) {
  const { idle, cleanup, blocked, foreign, shell, detached } = cells;
  return [
    idle?.hook ? `${milliseconds(idle.hook.p50)}, ${milliseconds(idle.hook.p99)}` : "–",
    goneCell(idle),
    cleanup
      ? cleanup.cleaned === cleanup.rounds
        ? "yes"
        : `no (${cleanup.cleaned} of ${cleanup.rounds})`
      : "–",
    ...[blocked, foreign, shell, detached].map(goneCell),
  ];
}

function goneCell(cell) {
  if (!cell) return "–";
  if (!cell.gone) return "**alive**";
  const time = milliseconds(cell.gone.p50);
  return cell.leaked > 0 ? `${time}; alive ${cell.leaked} of ${cell.rounds}` : time;
}

function raceCell(cell) {
  return cell ? `${cell.leaked} of ${cell.rounds}` : "–";
}

function alarmCells(cells = {}) {
  const alarm = (name) => {
    const cell = cells[name];
    if (!cell || cell.failure) return "–";
    return cell.falseAlarm ? "**yes**" : "no";
  };
  const noticed = cells.stopped?.noticedAfter;
  return [
    noticed ? milliseconds(noticed) : "no",
    ...["stdin-null", "other-user", "hidden-pid", "stopped"].map(alarm),
  ];
}

function costCells(cell) {
  if (!cell || cell.failure) return ["–", "–"];
  const extra = cell.extra === 0 ? "0" : `${cell.extra} (${cell.resident.toFixed(1)} MB)`;
  return [extra, cell.spawn ? `${cell.spawn.toFixed(2)} ×` : "–"];
}

function curveSections(part) {
  const { children, nested } = part;
  return [
    "## Scale\n",
    stamp(part),
    "![Many children](img/scale.svg)\n",
    markdown(
      [
        "sleeping children",
        "spawn all",
        "the same by plain spawn",
        "CPU of the idle parent",
        "stop() on all",
        "parent killed: all gone",
      ],
      children.map((each) => [
        each.count,
        milliseconds(each.spawn),
        milliseconds(each.plainSpawn),
        `${each.idle.toFixed(2)} %`,
        milliseconds(each.stop),
        milliseconds(each.death),
      ]),
    ),
    "![Nested](img/nested.svg)\n",
    markdown(
      ["lifelines in a chain", "built", "stop() of the outermost", "outermost killed: all gone"],
      nested.map((each) => [
        each.depth,
        milliseconds(each.spawn),
        milliseconds(each.stop),
        milliseconds(each.death),
      ]),
    ),
  ];
}

function figureSection({ title, rows, ...part }) {
  return [`### ${title}\n`, stamp(part), rowTable(rows), ""];
}

function stamp({ date, machine }) {
  return `${date.slice(0, 10)}: ${machine.processor}, ${machine.memory}, ${machine.system}, Node ${machine.node}, load ${machine.load}\n`;
}

function markdown(head, rows) {
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}
