export default {
  part: "guard",
  does: "the guard does not look for cookies",
  patches: [
    ["guard", '-e "LIFELINE_TREE=$root(', '-e "NO_LIFELINE_TREE=$root('],
    ["guard", "case $name in *LIFELINE_TREE) take_ids", "case $name in NO_TREE) take_ids"],
    ["guard", "case $part in LIFELINE_TREE=*) take_ids", "case $part in NO_TREE=*) take_ids"],
  ],
  tests: ["test/faults/27-"],
  only: "when its parent is killed",
};
