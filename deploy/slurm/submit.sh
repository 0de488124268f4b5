#!/usr/bin/env bash
# Spreads a run over Slurm: a job array that reads slices, and a job that waits for it and joins the parts.
#
#   submit.sh CORPUS OUTPUT WORK [SLICES] [FLAGS OF paragraf run...]
#
# CORPUS, OUTPUT and WORK are seen by all nodes. PARAGRAF names the program, SBATCH_OPTIONS what sbatch is given besides
# (partition, time, memory), MERGE_FLAGS flags of `paragraf merge`. Submitted again with the same WORK, it does only what is missing.
set -euo pipefail

if [ $# -lt 3 ]; then
  sed -n '2,/^set/p' "$0" | sed '$d; s/^# \{0,1\}//' >&2
  exit 2
fi
export CORPUS OUT WORK SLICES FLAGS PARAGRAF
CORPUS=$(realpath "$1")
OUT=$(realpath -m "$2")
WORK=$(realpath -m "$3")
SLICES=${4:-256}
FLAGS=${*:5}
PARAGRAF=${PARAGRAF:-paragraf}
here=$(realpath "$(dirname "$0")")
mkdir -p "$WORK"

# parts of another plan must not be merged with these
plan="$CORPUS $SLICES $FLAGS"
if [ -f "$WORK/plan" ] && [ "$(cat "$WORK/plan")" != "$plan" ]; then
  echo "submit.sh: $WORK is of another corpus, number of slices or flags: $(cat "$WORK/plan"); name another folder" >&2
  exit 2
fi
echo "$plan" >"$WORK/plan"

after=
submit() { # options of sbatch, script
  local id
  # SBATCH_OPTIONS is a list of words on purpose
  # shellcheck disable=SC2086
  id=$(sbatch --parsable --export=ALL --output="$WORK/%x-%a.log" ${after:+--dependency=afterok:$after} ${SBATCH_OPTIONS:-} "$@")
  after=${id%%;*}
}
submit --job-name=paragraf-read --array="1-$SLICES" --requeue "$here/slice.sh"
submit --job-name=paragraf-merge --requeue "$here/merge.sh"
echo "$after"
