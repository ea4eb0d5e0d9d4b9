export default {
  part: "child",
  does: "an unmarked stdin is read to see its end",
  patches: [
    [
      "child",
      "const gone = evidenceOfReparenting();",
      "listen().resume();\n    const gone = evidenceOfReparenting();",
    ],
  ],
  tests: ["test/faults/38-", "test/faults/37c-"],
  only: "every byte",
};
