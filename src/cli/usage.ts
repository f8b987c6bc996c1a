/** Called wrongly: the message goes to stderr and the exit code is 2. */
export class UsageError extends Error {}

export const help = `Rainbow Lab from a terminal: the engine of the page, without the page.

  npm run lab -- run <preset | spec.json | link> [options]
  npm run lab -- plan <preset | spec.json | link> [--shards N] [--json]
  npm run lab -- plan --paper [--json]
  npm run lab -- run <preset | spec.json | link> --shard K/N --store DIR
  npm run lab -- merge <preset | spec.json | link> --store DIR --out FILE
  npm run lab -- sweep <preset | spec.json | link> --queue redis://HOST:PORT --store DIR [--out FILE] [--priority N] [--cancel]
  npm run lab -- worker --queue redis://HOST:PORT --store DIR [--threads N] [--stalled SECONDS]
  npm run lab -- serve --store DIR [--port N] [--host ADDRESS] [--token TEXT]
  npm run lab -- list [--json]
  npm run lab -- show <run.json> [--json] [--export FILE.zip]
  npm run lab -- claims [run.json…] [--run quick] [--json]
  npm run lab -- spectra <model…> [--with <other…>] [--axes pytorch|tensorflow] [--json]

run options
  --json            print the result as one JSON object (accuracies are fractions)
  --out FILE        save the run, to be opened by the page or by "show"; gzipped if FILE ends in .gz
  --export FILE     save everything as one zip: the run, its spectra, weights and covariances, how to open and cite them; with
                    "show" the same without weights, which no run file holds
  --device NAME     auto, webgpu, webgpu-f16, simd, webgl or cpu; a GPU only by name here: Dawn on this machine's own driver
  --threads N       cores to compute on; 0, the default, for all
  --data FILE…      images of your own: CIFAR-10 and -100 (binary, Python), MNIST (idx), numpy (.npy, .npz), parquet,
                    a folder of PNG or JPEG by class (also .zip, .tar.gz); as many as there are, where spec or link
                    name no number
  --model FILE…     a trained model, for the preset "model": the zip or weights of a run exported here, a ResNet of the CIFAR kind
                    (safetensors, PyTorch), a sequential tfjs model (a folder, or --model model.json --model weights.bin)
  --seed N          another seed
  --no-images       leave images out of the saved run
  --cache FOLDER    keep trained networks there, and take them from there; for runs of several
  --store DIR       keep all results there, and take them from there: several machines share it, a folder or s3://BUCKET/PREFIX
                    (docs/cluster)
  --shard K/N       train only the K-th share of N of the networks, into the store

plan says what a run takes (networks, work, bytes, hours) and how it is divided into N shards; --paper the same of experiments at the
paper's sizes. merge compares the networks that the shards have put into the store and saves the run, as one process would give it.

sweep puts the parts of a run into a queue (Redis or Valkey), from which any number of workers take them, waits, and merges; --cancel takes
them away again. A lower --priority, from 1, comes first. A worker that is not heard of for --stalled seconds (60) counts as dead, and others take its job.

serve shows the sweep into a store, while it goes on, to the page (?run=…); to this machine only, unless --host says otherwise,
and with --token only to those who name it.

claims holds the statements of the paper against run files (by default the recordings of the page), or with "--run quick"
against a small run made now.

spectra opens a trained model (safetensors, PyTorch, tfjs model.json with its weights, .npz, .npy, Keras and HDF5, GGUF, ONNX; its
parts with their index, an archive, a folder) and measures the spectrum of every weight; --with compares it with another. --axes says
how the axes of its weights are ordered, where neither the format nor their names tell.

A spec.json holds the settings that differ from the defaults, e.g. {"network": {"width": 2}}; "run" names a wrong one.
Progress goes to stderr, the result to stdout. Exit code: 0 the run is whole, 1 it failed or was cancelled, 2 wrong usage.
`;
