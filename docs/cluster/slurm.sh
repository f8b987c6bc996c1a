#!/bin/bash
# One share of an experiment for each task of an array:
#   shards=$(sbatch --parsable --array=1-8 --export=ALL,SPEC=spec.json,STORE=/shared/store docs/cluster/slurm.sh)
#   sbatch --dependency=afterok:$shards --export=ALL,SPEC=spec.json,STORE=/shared/store,OUT=run.json.gz docs/cluster/slurm.sh
# The second, which is no array, merges. A task that is killed, requeued or run again goes on from what is in the store.
#SBATCH --job-name=rainbow
#SBATCH --cpus-per-task=4
#SBATCH --mem=4G
#SBATCH --time=12:00:00
#SBATCH --requeue
set -eu
: "${SPEC:?names the spec.json}" "${STORE:?names a folder that all nodes share}"
# The image of docs/cluster/Containerfile, or LAB="node scripts/lab.mjs" in a checkout.
lab=${LAB:-apptainer run --bind $PWD --bind $STORE rainbow-lab.sif}
common=(--store "$STORE" --device simd --threads "${SLURM_CPUS_PER_TASK:-0}")
# lab is several words.
# shellcheck disable=SC2086
if [ -n "${SLURM_ARRAY_TASK_ID:-}" ]; then
  exec $lab run "$SPEC" --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_MAX" "${common[@]}"
else
  exec $lab merge "$SPEC" --out "${OUT:?names the run file}" "${common[@]}"
fi
