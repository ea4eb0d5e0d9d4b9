export default {
  part: "parent",
  does: "heartbeats are queued for a child that does not read",
  patches: [
    [
      "parent",
      'return writeAtOnce(this.#socket, formatLine(verb, fields)) === "written";',
      "return this.send(verb, fields);",
    ],
  ],
  tests: ["test/faults/22-"],
  only: "flat",
};
