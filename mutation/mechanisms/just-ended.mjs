export default {
  part: "parent",
  does: "stop() takes a group for its own only while one is in it whom it has seen there",
  patches: [["parent", "else if (!this.#hasKeptNumber()) return [];", "else return [];"]],
  tests: ["test/tree/parent-dies-while-stopping"],
};
