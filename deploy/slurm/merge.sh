#!/usr/bin/env bash
# Joins the parts into the output folder.
set -euo pipefail

parts=()
for number in $(seq "$SLICES"); do parts+=("$WORK/parts/$number"); done

code=0
"$PARAGRAF" merge -q "${parts[@]}" --out "$OUT" || code=$?
case $code in 0 | 3) ;; *) exit "$code" ;; esac
