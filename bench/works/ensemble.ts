import { join } from 'node:path';
import { inPage, openBuilt } from '../browser.ts';
import type { Context } from '../bench.ts';
import { compete, openAll } from '../contender.ts';
import { fullPlan, quickPlan } from '../measure.ts';
import { row } from '../rows.ts';
import type { TrainWork } from '../work.ts';

const NETS = 8;

/** Eight networks as one batch against the same eight one after another. */
export async function ensemble({ options, setup, root, add }: Context): Promise<void> {
  setup.buildBenchPage();
  const browser = await openBuilt(join(root, 'build/bench/page'), {
    chromium: await setup.chromium(),
    gpu: options.gpu,
  });
  try {
    for (const device of ['webgpu', 'simd'] as const) {
      const batch = device === 'webgpu' && !options.gpu ? 4 : 32;
      const name = `ours-${device}` as const;
      const contenders = await openAll([
        inPage(browser.page, name, `together on ${device}`),
        inPage(browser.page, name, `one after another on ${device}`),
      ]);
      // Each is told its own half of the work.
      const [together, apart] = contenders.map((c, i) => ({
        ...c,
        prepare: (work: TrainWork) => c.prepare({ ...work, together: i === 0 }),
      })) as typeof contenders;
      const work: TrainWork = { kind: 'train', network: 'scat-j3', batch, nets: NETS, together: true };
      const standings = await compete(
        `${NETS} × Scat-J3, batch ${batch}, ${device}`,
        [together, apart],
        work,
        options.quick ? quickPlan : fullPlan,
        2e-3,
      );
      await Promise.all(contenders.map((c) => c.close()));
      if (standings.length < 2) continue;
      const [one, many] = standings;
      const software = one.ready.software ? ', GPU imitated in software' : '';
      const speed = (s: typeof one, how: string) => ({
        name: `${how}, ${s.ready.name}`,
        value: (batch * NETS) / s.timing.seconds,
      });
      add(
        row(
          `train ${NETS} × Scat-J3, batch ${batch}${software}`,
          'images/s',
          speed(one, 'together'),
          speed(many, 'one after another'),
        ),
      );
      const script = (s: typeof one, how: string) => ({
        name: `${how}, ${s.ready.name}`,
        value: s.timing.script! * 1000,
      });
      if (device === 'webgpu')
        add(
          row(
            `encode ${NETS} × Scat-J3, batch ${batch}${software}`,
            'ms of JavaScript per step',
            script(one, 'together'),
            script(many, 'one after another'),
          ),
        );
    }
  } finally {
    await browser.close();
  }
}
