export default {
  part: "guard",
  does: "the guard may signal pid 1, itself and its parent",
  patches: [
    [
      "guard",
      "case $1 in '' | *[!0-9]* | 0* | 1 | $$ | \"$parent\" | ???????????*) return 1 ;; esac",
      "case $1 in '' | *[!0-9]*) return 1 ;; esac",
    ],
  ],
  tests: ["test/guard/bad-input"],
  only: "dash",
};
