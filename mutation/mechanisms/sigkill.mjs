export default {
  part: "parent",
  does: "stop() does not kill",
  patches: [["parent", "this.#deadline = setTimeout(() => this.#kill(), Math.min(delay, 2 ** 31 - 1));", ""]],
  tests: ["test/faults/19-"],
  only: "after stop",
};
