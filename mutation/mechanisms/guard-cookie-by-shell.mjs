export default {
  part: "guard",
  does: "a guard without grep finds no cookie",
  patches: [["guard", 'read_cookie "$pid" || return\n', "return\n"]],
  tests: ["test/guard/poor-system"],
  only: "without grep",
};
