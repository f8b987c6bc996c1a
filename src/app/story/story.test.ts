import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRunFile } from '../../lab/runFile.ts';
import { panels } from '../../panels/index.ts';
import { foldRun, summarise, type RunView } from '../../state/runView.ts';
import { mean } from '../../spectra/statistics.ts';
import { errorsByWidth } from '../../panels/convergence/Convergence.tsx';
import { fill } from '../Prose.tsx';
import { strings } from '../../strings/index.ts';
import { chapters } from './chapters.ts';

const files = [...new Set(chapters.map((c) => c.recording))];
const runs = new Map<string, RunView>();
const load = async () => {
  for (const file of files)
    if (!runs.has(file))
      runs.set(
        file,
        foldRun((await parseRunFile(new Uint8Array(readFileSync(`public/recordings/${file}`)))).events),
      );
};

describe('the story', () => {
  it('has a text for every passage and a passage for every text', () => {
    expect(chapters.map((c) => c.id)).toEqual(Object.keys(strings.story.chapters));
    for (const chapter of chapters)
      expect(strings.story.chapters[chapter.id].beats, chapter.id).toHaveLength(chapter.beats.length);
  });

  it('every number it names is read from its recording, and every figure is there', async () => {
    await load();
    for (const chapter of chapters) {
      const run = runs.get(chapter.recording)!;
      const net = run.nets[chapter.net ?? 0];
      const panel = panels.find((p) => p.id === chapter.panel)!;
      expect(panel.shows?.(run, run.started!.spec) ?? true, chapter.id).toBe(true);
      chapter.beats.forEach((beat, i) => {
        expect(net.info.layers[beat.layer], chapter.id).toBeDefined();
        const text = fill(strings.story.chapters[chapter.id].beats[i], beat.numbers?.(run, net) ?? {});
        expect(text, `${chapter.id} ${i}`).not.toMatch(/NaN|undefined|not a number|–\s?%|\{\w+\}/);
      });
    }
  });

  it('what it says in words is so in the recordings', async () => {
    await load();
    const quick = runs.get('quickstart.json.gz')!.nets[0];
    const last = quick.spectra[quick.spectra.length - 1];
    const scales = last.layers.map((l) => l.weight.exponential?.scale ?? 0);
    expect(scales[scales.length - 1], 'later layers learn more directions').toBeGreaterThan(scales[0]);
    const at = (kind: Parameters<typeof summarise>[1], scale = 1) => summarise(quick, kind, scale)!.mean;
    expect(at('rainbow', 4), 'wider draws are better').toBeGreaterThan(at('rainbow'));
    expect(at('rainbow-retrained')).toBeGreaterThan(at('random-retrained'));
    expect(Math.abs(at('unaligned') - 0.1), 'chance without alignment').toBeLessThan(0.05);
    const widths = runs.get('widths.json.gz')!;
    for (const layer of [1, 2, 3]) {
      const errors = errorsByWidth(widths, 'trained', layer)
        .slice(0, -1)
        .map((e) => mean(e.errors));
      expect(errors, 'errors fall with width').toEqual(errors.slice().sort((a, b) => b - a));
      if (layer > 1)
        errors.forEach((e, i) =>
          expect(e, 'and grow with depth').toBeGreaterThan(
            mean(errorsByWidth(widths, 'trained', layer - 1)[i].errors),
          ),
        );
    }
    const marginals = runs
      .get('networks.json.gz')!
      .nets.find((n) => n.marginals)!
      .marginals!.layers.map((l) => mean(l.ks));
    expect(Math.max(...marginals), 'the first layer is farthest from Gaussian').toBe(marginals[0]);
    const photographs = runs.get('widths-cifar10.json.gz')!;
    const gapAt = (width: number) =>
      mean(
        photographs.nets
          .filter((n) => n.info.width === width)
          .map((n) => summarise(n, 'trained', 1)!.mean - summarise(n, 'rainbow', 1)!.mean),
      );
    expect(gapAt(4)).toBeLessThan(gapAt(0.5));
    expect(gapAt(4)).toBeGreaterThan(0);
  });
});
