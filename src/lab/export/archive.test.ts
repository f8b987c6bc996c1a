import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { specHash } from '../../experiments/plan.ts';
import { defaultSpec, experimentSpec } from '../../experiments/spec.ts';
import { fileOf } from '../../files/inputFile.ts';
import { openModel } from '../../files/models/modelFile.ts';
import { inlineDecomposer } from '../../rainbow/decomposer.ts';
import type { RunEvent, RunStarted } from '../events.ts';
import { exampleEvents } from '../exampleRun.ts';
import type { LiveNetworks } from '../live.ts';
import { measureLayer } from '../modelSpectra.ts';
import { runExperiment } from '../runExperiment.ts';
import { parseRunFile, writeRunFile } from '../runFile.ts';
import type { NetWeights, RunWeights } from '../weights.ts';
import { archiveName, runArchive } from './archive.ts';
import { citeRun, runBibtex } from './citation.ts';

const started = exampleEvents[0] as RunStarted;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe('the archive of a run', () => {
  it('gives the same bytes for the same run, and holds the run file, the spec and who to cite', async () => {
    const zip = runArchive(exampleEvents, 'https://a.example/#v=1', null);
    const files = unzipSync(zip);
    expect(runArchive(structuredClone(exampleEvents), 'https://a.example/#v=1', null)).toEqual(zip);
    expect(Object.keys(files)).toEqual([
      'README.txt',
      'CITATION.bib',
      'spec.json',
      'open_run.py',
      'run.rainbow.json.gz',
      'spectra.npz',
    ]);
    expect((await parseRunFile(files['run.rainbow.json.gz'])).events).toEqual(
      (await parseRunFile(writeRunFile(exampleEvents))).events,
    );
    expect(experimentSpec.parse(JSON.parse(text(files['spec.json'])))).toEqual(defaultSpec);
    expect(text(files['README.txt'])).toMatch(
      /Built-in shapes, medium \(seed 7\), 2 classes, colour, 32 x 32 pixels\nImages {5}4 \+ 4 images \(generated\), training \+ test/,
    );
    expect(text(files['CITATION.bib'])).toContain('4 + 4 images (generated)');
    expect(text(files['README.txt'])).toContain(`Spec hash  ${specHash(defaultSpec)}`);
    expect(text(files['CITATION.bib'])).toMatch(
      /@article\{guth2024rainbow,[^@]*25[^@]*350[^@]*2305\.18512[^@]*@misc\{rainbowlab-[0-9a-f]{12}/,
    );
    expect(archiveName(started)).toBe(`rainbow-run-${specHash(defaultSpec)}.zip`);
    expect(() => runArchive(exampleEvents.slice(1), '', null)).toThrow(/started/);
  });

  it('names a run by spec, images, seed and commit', () => {
    expect(citeRun(started, 'https://a.example/#v=1')).toBe(
      `Rainbow Lab, run ${specHash(defaultSpec)} (Rainbow in a minute on Built-in shapes, medium (seed 7), 4 + 4 images (generated)), seed 7, commit abc1234, 2024-05-01. https://a.example/#v=1`,
    );
    expect(runBibtex({ ...started, dataset: { ...started.dataset, name: 'my_set & 100 %' } }, '#')).toContain(
      'my\\_set \\& 100 \\%',
    );
    expect(specHash({ ...defaultSpec, seed: 8 })).not.toBe(specHash(defaultSpec));
  });
});

/** A Python that has these packages, or null. */
const pythonWith = (packages: string): string | null =>
  ['python3', '/usr/bin/python3'].find((python) => {
    try {
      execFileSync(python, ['-c', `import ${packages}`], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }) ?? null;
const numpy = pythonWith('numpy');
const torch = pythonWith('numpy, torch');
for (const [name, found] of [
  ['numpy', numpy],
  ['PyTorch', torch],
])
  if (!found) console.info(`Exports opened in Python: skipped, no python3 here has ${name}.`);

/** Twenty lines of numpy that know of safetensors only what its format says; nothing of ours. */
const READER = `
import json, sys
import numpy as np
def read(path):
    data = open(path, "rb").read()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    out, seen = {}, 0
    for name, t in header.items():
        if name == "__metadata__":
            continue
        assert t["dtype"] == "F32", t
        a, b = t["data_offsets"]
        assert a == seen and b <= len(data) - 8 - size, "tensors lie one after another, without holes"
        seen = b
        out[name] = np.frombuffer(data, "<f4", (b - a) // 4, 8 + size + a).reshape(t["shape"]).copy()
    assert seen == len(data) - 8 - size, "nothing is left over"
    return out
`;

describe.each([
  ['scat-j3', {}],
  ['cnn', { architecture: 'cnn', depth: 3, skip: false, divisive: false }],
])('weights of a live run, %s', (_, network) => {
  const folder = mkdtempSync(join(tmpdir(), 'rainbow-archive-'));
  const events: RunEvent[] = [];
  let weights: RunWeights;
  let files: Record<string, Uint8Array>;
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(async () => {
    let trained: NetWeights[] = [];
    let live: LiveNetworks | null = null;
    const spec = experimentSpec.parse({
      seed: 3,
      device: 'simd',
      threads: 1,
      data: { source: 'shapes-easy', train: 128, test: 100 },
      network: { width: 0.25, ...network },
      training: { epochs: 1, batchSize: 32 },
      redraw: { draws: 1, wideDraws: 0, scales: [1], alignmentImages: 100, retrainEpochs: 0 },
    });
    await runExperiment(
      spec,
      {
        signal: new AbortController().signal,
        preset: null,
        turn: async () => {},
        onTrained: (nets) => {
          trained = nets;
        },
        onLive: (l) => {
          live = l;
        },
      },
      (e) => events.push(e),
    );
    weights = { trained, redrawn: await live!.read('rainbow') };
    expect(await live!.read('trained')).toEqual({ ...trained[0], alignments: [] });
    live!.release();
    files = unzipSync(runArchive(events, '#v=1', weights));
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
  });
  const run = (script: string, python = numpy!): string =>
    execFileSync(
      python,
      [
        '-c',
        `import json, sys\nsys.path.insert(0, folder := ${JSON.stringify(folder)})\n${READER}\nfrom open_run import run\n${script}`,
      ],
      { env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } },
    )
      .toString()
      .trim();

  it('go with the archive, of the trained and of the redrawn network, with isometries between them', () => {
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        'weights.safetensors',
        'covariances.npz',
        'redrawn.safetensors',
        'alignments.npz',
      ]),
    );
    const header = JSON.parse(
      text(
        files['weights.safetensors'].subarray(
          8,
          8 + files['weights.safetensors'][0] + 256 * files['weights.safetensors'][1],
        ),
      ),
    ) as Record<string, { shape: number[] }>;
    for (const { name, shape } of weights.trained[0].layers)
      expect(header[`${name}.weight`].shape).toEqual(shape);
    if ('architecture' in network)
      expect(header['L2.weight'].shape.slice(1)).toEqual([weights.trained[0].layers[0].neurons, 3, 3]);
    const { layers, alignments } = weights.redrawn!;
    layers.forEach(({ channels }, j) => {
      const a = alignments[j];
      if (!a) return;
      // Columns of a square polar factor are orthonormal.
      for (let i = 0; i < channels; i++)
        expect(
          Array.from({ length: channels }, (_, k) => a[k * channels + i] ** 2).reduce((x, y) => x + y),
        ).toBeCloseTo(1, 6);
    });
    expect(alignments[0]).toBeNull();
    expect(alignments.some((a) => a)).toBe(true);
  });

  it('come back as they left: spectra of the file are those of the log', async () => {
    const layers = (events.find((e) => e.type === 'started') as RunStarted).nets[0].layers;
    const model = await openModel([fileOf('weights.safetensors', files['weights.safetensors'])]);
    const log = events.filter((e) => e.type === 'spectra').at(-1)!;
    for (const [i, { name }] of layers.entries()) {
      const found = await measureLayer(
        model.tensors.find((t) => t.name === `${name}.weight`)!,
        { decomposer: inlineDecomposer, turn: () => Promise.resolve() },
      );
      const { weight } = log.layers[i];
      found.eigenvalues.forEach((v, r) =>
        expect(Math.abs(v - weight.eigenvalues[r]) / weight.eigenvalues[0]).toBeLessThan(1e-6),
      );
      expect(found.entryVariance / weight.entryVariance).toBeCloseTo(1, 6);
    }
    expect((await parseRunFile(files['run.rainbow.json.gz'])).events).toEqual(
      (await parseRunFile(writeRunFile(events))).events,
    );
    const npz = await openModel([fileOf('covariances.npz', files['covariances.npz'])]);
    expect(npz.tensors.map((t) => t.name.split('/')[1])).toEqual(layers.map((l) => l.name));
  });

  it.skipIf(!numpy)(
    'are read by twenty lines of numpy, number by number (skipped where there is no numpy)',
    () => {
      const found = JSON.parse(
        run(
          'print(json.dumps({k: [list(v.shape), float(v.astype(float).sum()), float((v.astype(float) ** 2).sum())] for k, v in read(folder + "/weights.safetensors").items()}))',
        ),
      ) as Record<string, [number[], number, number]>;
      for (const { name, shape, weight } of weights.trained[0].layers) {
        const [there, sum, squares] = found[`${name}.weight`];
        const total = weight.reduce((a, v) => a + v * v, 0);
        expect(there).toEqual(shape);
        expect(Math.abs(sum - weight.reduce((a, v) => a + v, 0))).toBeLessThan(1e-4);
        expect(squares / total).toBeCloseTo(1, 4);
      }
    },
  );

  it.skipIf(!numpy)(
    'open in Python, and the covariances have the spectra of the log (skipped where there is no numpy)',
    () => {
      const found = JSON.parse(
        run(`
net = next(iter(run["weights"]))
out = {}
for layer in run["events"][0]["nets"][0]["layers"]:
    w = run["weights"][net][layer["name"] + ".weight"].reshape(layer["neurons"], layer["inputs"]).astype(float)
    c = run["covariances"][net + "/" + layer["name"]]
    values = run["spectra"][net + "/" + layer["name"] + "/weight"][-1]
    own = np.linalg.eigvalsh(c.astype(float))[::-1][: len(values)]
    out[layer["name"]] = [float(np.abs(w.T @ w / len(w) - c).max() / np.abs(c).max()), float(np.abs(own - values).max() / values[0])]
print(json.dumps(out))`),
      ) as Record<string, [number, number]>;
      const layers = (events.find((e) => e.type === 'started') as RunStarted).nets[0].layers;
      expect(Object.keys(found)).toEqual(layers.map((l) => l.name));
      for (const [covariance, spectrum] of Object.values(found)) {
        expect(covariance).toBeLessThan(1e-6);
        expect(spectrum).toBeLessThan(1e-5);
      }
      expect(execFileSync(numpy!, [join(folder, 'open_run.py')]).toString()).toContain('classifier.weight');
    },
  );

  it.skipIf(!torch)('load in PyTorch, every name and shape (skipped where there is no torch)', () => {
    expect(
      run(
        `
import torch
weights = {k: torch.from_numpy(v) for k, v in read(folder + "/weights.safetensors").items()}
model = torch.nn.Module()
for name in dict.fromkeys(k.split(".")[0] for k in weights):
    w = weights[name + ".weight"]
    layer = torch.nn.Conv2d(w.shape[1], w.shape[0], w.shape[2], bias=False) if w.dim() == 4 else torch.nn.Linear(w.shape[1], w.shape[0], bias=False)
    for k in ("running_mean", "running_var"):
        if f"{name}.{k}" in weights: layer.register_buffer(k, torch.zeros_like(weights[f"{name}.{k}"]))
    model.add_module(name, layer)
print(model.load_state_dict(weights, strict=True))`,
        torch!,
      ),
    ).toContain('All keys matched');
  });
});
