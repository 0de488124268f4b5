#!/usr/bin/env bash
# One slice of a job array: its files are read into a part.
# Settings come by environment from submit.sh; SLURM_ARRAY_TASK_ID is the slice. A part is written beside its place and
# renamed, so that one that is there is whole, and a slice that was done before is not done again.
set -euo pipefail

number=$SLURM_ARRAY_TASK_ID
place=$WORK/parts/$number
if [ -d "$place" ]; then exit 0; fi

mkdir -p "$WORK/parts"
attempt=$(mktemp -d "$WORK/parts/.$number.XXXXXX")
trap 'rm -rf "$attempt"' EXIT

code=0
# FLAGS is a list of words on purpose
# shellcheck disable=SC2086
"$PARAGRAF" run -q "$CORPUS" --slice "$number/$SLICES" --out "$attempt" --jobs "${SLURM_CPUS_PER_TASK:-1}" \
  ${FLAGS:-} || code=$?
# 3: some documents can't be read; 4: none of this slice. Both are told by the merge and are no failure of the job
case $code in 0 | 3 | 4) ;; *) exit "$code" ;; esac
mv -T "$attempt" "$place" || [ -d "$place" ]
