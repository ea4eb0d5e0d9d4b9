export default {
  part: "guard",
  does: "what one who was asked starts to tidy up is asked as well",
  patches: [["guard", "is_turn && ! helps", "is_turn"]],
  tests: ["test/tree/started-to-tidy-up"],
  only: "by the guard",
};
