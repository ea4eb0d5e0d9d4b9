export default {
  part: "parent",
  does: "nobody looks whether who is bound below the leader lives",
  patches: [["parent", "binder && hasEnded(binder)", "false"]],
  tests: ["test/faults/40b-"],
  only: "second finish: stop",
};
