/** What is counted. Zero of each is the only pass. */
export const COUNTS = {
  survivors: "processes that outlived their parent, their lifeline or stop()",
  innocents: "innocents harmed: bystanders, released, opted out",
  "false deaths": "children that ended though their parent lived and nobody had asked",
  hooks: "onShutdown that should have run and did not",
  crashes: "parents that ended or failed without being told to",
  guards: "guards that stayed, or that were not there",
  descriptors: "descriptors left open in a living parent",
  files: "files left behind",
  held: "ports and locks still held",
  members: "members() that named a stranger or missed a member",
  growth: "memory growth of a long-lived parent or its guard",
  soak: "rounds that could not be run as planned",
};

export class Findings {
  list = [];
  #report;

  constructor(report) {
    this.#report = report;
  }

  add(count, round, what, facts = {}) {
    if (!Object.hasOwn(COUNTS, count)) throw new Error(`No such count: ${count}`);
    const finding = { count, round, what, ...facts };
    this.list.push(finding);
    this.#report(finding);
  }

  number(count) {
    return this.list.filter((each) => each.count === count).length;
  }
}
