#!/usr/bin/env bash
# Spreads a run over Slurm: a job array that reads slices, a job that joins their words, an array that finishes the slices,
# a job that joins the parts. Each waits for the one before it.
#
#   submit.sh CORPUS OUTPUT WORK [SLICES] [FLAGS OF paragraf run...]
#
# CORPUS, OUTPUT and WORK are seen by all nodes. PARAGRAF names the program, SBATCH_OPTIONS what sbatch is given besides
# (partition, time, memory). Submitted again with the same WORK, it does only what is missing.
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
submit() { # options of sbatch, script, step
  local id
  # SBATCH_OPTIONS is a list of words on purpose
  # shellcheck disable=SC2086
  id=$(sbatch --parsable --export=ALL --output="$WORK/%x-%a.log" ${after:+--dependency=afterok:$after} ${SBATCH_OPTIONS:-} "$@")
  after=${id%%;*}
}
submit --job-name=paragraf-learn --array="1-$SLICES" --requeue "$here/slice.sh" learn
submit --job-name=paragraf-words --requeue "$here/merge.sh" learn
submit --job-name=paragraf-finish --array="1-$SLICES" --requeue "$here/slice.sh" finish
submit --job-name=paragraf-merge --requeue "$here/merge.sh" finish
echo "$after"
