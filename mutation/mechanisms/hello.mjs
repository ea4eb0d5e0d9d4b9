export default {
  part: "child",
  does: "whatever the first line is, it is read on",
  patches: [
    ["child", 'if (!"HELLO ".startsWith(head.slice(0, 6))) abandon(noHello);', ""],
    ["child", 'else if (fieldOf(line, "v") !== "1") abandon(noHello);', ""],
  ],
  tests: ["test/faults/39-"],
  only: "reads no more than tells",
};
