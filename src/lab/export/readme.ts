import { specHash } from '../../experiments/plan.ts';
import { describeImages } from '../describeImages.ts';
import type { RunStarted } from '../events.ts';
import type { RunWeights } from '../weights.ts';

/** What is in an archive, for whoever opens it without us. */
export function readme(started: RunStarted, citation: string, weights: RunWeights | null): string {
  const { spec, dataset, device, commit, date, nets } = started;
  const looked = weights && (weights.redrawn?.net ?? weights.trained[0].net);
  const several = weights !== null && weights.trained.length > 1;
  return `A run of Rainbow Lab, saved whole.

Data set   ${dataset.name}, ${dataset.classes.length} classes, ${dataset.channels === 1 ? 'grey' : 'colour'}, ${dataset.size} x ${dataset.size} pixels
Images     ${describeImages(dataset)}, training + test
Seed       ${spec.seed}
Spec hash  ${specHash(spec)}
Made       ${date} on ${device.name}
Commit     ${commit}
Networks   ${nets.map((net) => `${net.id} (${net.label})`).join(', ')}

run.rainbow.json.gz  the log of the run; drop it on the page to see it again, or: npm run lab -- show run.rainbow.json.gz
spec.json            the experiment; npm run lab -- run spec.json  makes it again
spectra.npz          eigenvalues by network, layer and epoch (rows): NET/L1/weight of W^T W/n, descending, min(n, d) of them;
                     NET/L1/activation of E[phi phi^T], uncentred, of what enters the layer; NET/epochs
open_run.py          opens all this in Python; needs numpy only
CITATION.bib         the paper, and this run
${
  weights
    ? `${several ? 'weights/NET.safetensors' : 'weights.safetensors'}  the trained weights, neurons x inputs: L1.weight, ..., classifier.weight; convolutions neurons x channels x k x k
                     L1.running_mean, L1.running_var: statistics of the batch norm before L1 (after wavelets and non-linearity;
                     without scale and shift; of complex fields all real parts, then all imaginary ones)
covariances.npz      C = W^T W/n of each layer of ${looked}
${
  weights.redrawn
    ? `redrawn.safetensors  a network drawn at random from these covariances
alignments.npz       NET/L2: what turned the inputs of its layers, channels of the trained network x its own
`
    : ''
}`
    : `
The run was opened from a file or recording, which hold no weights. Run it again in the page or with
npm run lab -- run spec.json --export run.zip  to have them.
`
}
To cite:
${citation}
`;
}
