import { chromium, type Browser, type Page } from 'playwright';
import { preview } from 'vite';
import type { Contender, Entrant } from './contender.ts';
import type { BenchPage } from './page/page.ts';
import type { ContenderName } from './page/worker.ts';

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Flags of Chromium: WebGPU in software, or the machine's GPU (on Linux a headless browser has to be told
 * how).
 */
function flags(gpu: boolean): string[] {
  const webgpu = gpu
    ? process.platform === 'linux'
      ? ['--use-angle=vulkan', '--enable-features=Vulkan', '--disable-vulkan-surface']
      : []
    : ['--use-webgpu-adapter=swiftshader'];
  return ['--no-sandbox', '--disable-background-networking', '--enable-unsafe-webgpu', ...webgpu];
}

/** A built page, cross-origin isolated, in a browser. */
export interface OpenPage {
  page: Page;
  address: string;
  close(): Promise<void>;
}

export async function openBuilt(
  outDir: string,
  options: { chromium: string; gpu: boolean; path?: string },
): Promise<OpenPage> {
  const server = await preview({
    configFile: false,
    logLevel: 'silent',
    build: { outDir },
    preview: { port: 4290, strictPort: false, headers: isolation },
  });
  let browser: Browser | null = null;
  const close = async () => {
    await browser?.close();
    await server.close();
  };
  try {
    browser = await chromium.launch({ executablePath: options.chromium, args: flags(options.gpu) });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const address = server.resolvedUrls!.local[0];
    await page.goto(`${address}${options.path ?? ''}`);
    return { page, address, close };
  } catch (error) {
    await close();
    throw error;
  }
}

declare const bench: BenchPage;

/** A contender in a dedicated worker of the page. */
export function inPage(page: Page, name: ContenderName, label: string, limitSeconds = 600): Entrant {
  const limited = async <T>(promise: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer in ${limitSeconds} s`)), limitSeconds * 1000);
    });
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
  };
  return {
    label,
    async open(): Promise<Contender> {
      const id = await page.evaluate((contender) => bench.open(contender), name);
      return {
        label,
        prepare: (work) => limited(page.evaluate(([i, w]) => bench.prepare(i, w), [id, work] as const)),
        run: (repetitions) => limited(page.evaluate(([i, n]) => bench.run(i, n), [id, repetitions] as const)),
        close: () => page.evaluate((i) => bench.close(i), id),
      };
    },
  };
}
