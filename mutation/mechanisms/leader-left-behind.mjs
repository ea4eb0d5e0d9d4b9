export default {
  part: "parent",
  does: "the leader is not asked when who heard STOP below it has ended",
  patches: [["parent", "if (this.#unheardFor > this.#patience) this.#askLeader();", ""]],
  tests: ["test/faults/40b-", "test/api/stop.test"],
  only: "stop, heartbeats|finish: stop|UNBOUND",
};
