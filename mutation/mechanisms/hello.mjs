export default {
  part: "child",
  does: "whatever the first line is, it is read on",
  patches: [
    ["child", 'if (!"HELLO ".startsWith(head.slice(0, 6))) abandon(noHello);', ""],
    ["child", 'if (fieldOf(hello, "v") !== "1") abandon(noHello);', "if (false);"],
  ],
  tests: ["test/faults/39-"],
  only: "reads no more than tells",
};
