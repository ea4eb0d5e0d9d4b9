export default {
  part: "parent",
  does: "who has bound in a session of its own is taken for the leader",
  patches: [["parent", "|| cookieOf(stat.pid)?.startsWith(cookie) ?", "?"]],
  tests: ["test/faults/40b-"],
  only: "in a session of its own",
};
