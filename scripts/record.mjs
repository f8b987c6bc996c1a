// npm run record: makes again the recorded run that the page shows at first.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { orExit, root, sh } from './setup.mjs';

mkdirSync(join(root, 'public/recordings'), { recursive: true });
orExit(sh(process.execPath, ['scripts/lab.mjs', 'run', 'quickstart', '--out', 'public/recordings/quickstart.json.gz']));
