#!/usr/bin/env bash
# Joins the parts into the output folder. Settings come by environment from submit.sh.
set -euo pipefail

parts=()
for number in $(seq "$SLICES"); do parts+=("$WORK/parts/$number"); done

code=0
# MERGE_FLAGS is a list of words on purpose
# shellcheck disable=SC2086
"$PARAGRAF" merge -q "${parts[@]}" --out "$OUT" ${MERGE_FLAGS:-} || code=$?
# 3: some documents can't be read, which errors.csv tells
case $code in 0 | 3) ;; *) exit "$code" ;; esac
