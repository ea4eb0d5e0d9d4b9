export default {
  part: "parent",
  does: "who is older than the parent may be of its trees",
  patches: [["parent", "Number(stat.start) >= since", "true"]],
  tests: ["test/faults/33-"],
};
