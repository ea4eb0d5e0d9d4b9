export default {
  part: "parent",
  does: "stop() does not send SIGCONT after its signal",
  patches: [
    ["parent", 'this.#leader.signal("SIGCONT");', ""],
    ["parent", 'this.#target.signal(member, "SIGCONT");', ""],
  ],
  tests: ["test/faults/20-"],
  only: "is stopped is gone after stop",
};
