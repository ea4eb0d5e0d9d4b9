export default {
  part: "parent",
  does: "stop() asks what outlives the leader again in each look",
  patches: [["parent", "member.isOurs && !isAskedFor(member)", "member.isOurs"]],
  tests: ["test/tree/stop-tree"],
  only: "since it was asked",
};
