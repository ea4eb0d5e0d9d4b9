export default {
  part: "parent",
  does: "stop() does not follow the kernel's pids while the leader ends",
  patches: [["parent", "this.#target.follow?.();", ""]],
  tests: ["test/tree/started-while-ending"],
};
