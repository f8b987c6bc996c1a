import { expect, linkTo, test, tinySpec } from './support/lab.ts';

/** WebGPU on SwiftShader is some hundred times slower than a GPU: one tiny network. */
const spec = {
  ...tinySpec,
  data: { ...tinySpec.data, train: 100, test: 100 },
  network: { ...tinySpec.network, width: 0.125 },
  training: { ...tinySpec.training, epochs: 1 },
  redraw: { ...tinySpec.redraw, draws: 1, wideDraws: 0, scales: [1], alignmentImages: 64, retrainEpochs: 0 },
};

test('on WebGPU networks are trained and compared as on the CPU', async ({ page }) => {
  // Whole runs on WebGPU stand in lab/everyNetwork.test.ts, one in the page in resume.spec.ts.
  test.skip(!process.env.RAINBOW_LONG, 'long: npm run test:long');
  test.setTimeout(400_000);
  const readings: Record<string, string[]> = {};
  const spectra: Record<string, string> = {};
  for (const device of ['simd', 'webgpu'] as const) {
    await page.goto('about:blank');
    await page.goto(
      linkTo({
        ...spec,
        device,
        widths: [0.125, 0.25],
        compare: { ...spec.compare, activations: true, covariances: true, dynamics: true, images: 64 },
      }),
    );
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.getByText(/^Done in/)).toBeVisible({ timeout: 300_000 });
    await expect(page.locator('.device summary')).toContainText(device === 'simd' ? 'SIMD' : 'WebGPU');
    readings[device] = await page.locator('#convergence .fine, #width-covariance .reading').allInnerTexts();
    await page.locator('#weights .data-table summary').click();
    spectra[device] = await page.locator('#weights .data-table table').innerText();
  }
  const numbers = (texts: string[]) =>
    texts
      .join(' ')
      .match(/\d+\.\d+/g)!
      .map(Number);
  const [cpu, gpu] = [numbers(readings.simd), numbers(readings.webgpu)];
  expect(cpu.length).toBeGreaterThan(3);
  expect(gpu.length).toBe(cpu.length);
  cpu.forEach((value, i) => expect(Math.abs(gpu[i] - value)).toBeLessThan(0.02 * value + 0.02));
  // The trained eigenvalues of a layer, to the three figures shown; rounding may turn the last one.
  const eigenvalues = (text: string) =>
    text
      .split('\n')
      .slice(1)
      .map((row) => Number(row.split('\t')[1]?.replace(' · 10⁻', 'e-').replace('⁴', '4').replace('⁵', '5')));
  const [onCpu, onGpu] = [eigenvalues(spectra.simd), eigenvalues(spectra.webgpu)];
  expect(onCpu.length).toBeGreaterThan(2);
  onCpu.forEach((value, i) => expect(Math.abs(onGpu[i] / value - 1)).toBeLessThan(0.02));
});
