export default {
  part: "parent",
  does: "stop() asks a nested tree over the head of its own parent",
  patches: [["parent", "isOurs: cookie === this.#cookie", "isOurs: true"]],
  tests: ["test/faults/32c-"],
  only: "leaves F|once more by the outer stop",
};
