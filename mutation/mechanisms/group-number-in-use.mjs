export default {
  part: "parent",
  does: "it does not matter who has the number of an ended leader now",
  patches: [["parent", "return (readStat(pid) ?? this.#leader).start === start;", "return true;"]],
  tests: ["test/tree/started-while-ending"],
  only: "is left alone",
};
