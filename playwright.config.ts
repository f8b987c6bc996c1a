import { chromium, defineConfig, devices } from '@playwright/test';
import { existsSync } from 'node:fs';

// Another one where two checkouts are tested at once.
const port = Number(process.env.RAINBOW_PORT ?? 4187);
const executablePath =
  process.env.CHROMIUM_PATH ||
  [
    chromium.executablePath(),
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((path) => existsSync(path));

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/playwright',
  timeout: 120_000,
  expect: { timeout: 15_000, toHaveScreenshot: { pathTemplate: 'e2e/visual/{arg}{ext}' } },
  forbidOnly: true,
  // Over a hundred tests wait for a browser on a busy machine. What passes only at the second try is told as
  // such (scripts/test.mjs).
  retries: 1,
  // Tests wait for the page as long as they compute: two at a time keep two cores busy.
  workers: 2,
  reporter: 'list',
  use: {
    baseURL: `http://localhost:${port}/`,
    // A trace takes a copy of the page at every step, which doubles the time of most tests: `--trace
    // retain-on-failure` to look at a failure.
    trace: 'off',
    screenshot: 'only-on-failure',
    // It would fetch the whole build in every test; those that are about it let it in.
    serviceWorkers: 'block',
    launchOptions: {
      executablePath,
      args: [
        '--disable-background-networking',
        // WebGPU on a CPU, where there is no GPU.
        '--enable-unsafe-webgpu',
        '--use-webgpu-adapter=swiftshader',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    },
  },
  projects: [
    { name: 'desktop', use: { ...devices['Desktop Chrome'], viewport: { width: 1440, height: 900 } } },
  ],
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --port ${port} --strictPort`,
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
    stdout: 'ignore',
  },
});
