#!/usr/bin/env bash
# Joins the parts of a step: `merge.sh learn` into the words of all, `merge.sh finish` into the output folder.
set -euo pipefail

step=$1
parts=()
for number in $(seq "$SLICES"); do parts+=("$WORK/$step/$number"); done
if [ "$step" = learn ]; then target=(--words "$WORK/words"); else target=(--out "$OUT"); fi

code=0
"$PARAGRAF" merge -q "${parts[@]}" "${target[@]}" || code=$?
case $code in 0 | 3) ;; *) exit "$code" ;; esac
