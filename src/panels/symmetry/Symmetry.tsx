import { percent, short } from '../../charts/format.ts';
import { LineChart } from '../../charts/LineChart.tsx';
import { share, siblingWith } from '../byWidth.ts';
import { Detail, Empty, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';

/** Theorem 3: how far the covariance of every layer is from commuting with a left–right mirror, beside random rotations, and the answers in the mirror. */
export function Symmetry({ run, net, layer }: PanelProps) {
  const event = siblingWith(run, net, (n) => n.symmetry)?.symmetry, { layers } = net.info;
  if (!event) return <Empty>Comes when the network is trained.</Empty>;
  const own = event.layers[layer] ?? event.layers[0], name = layers[layer]?.name ?? layers[0].name;
  const line = (key: 'commutator' | 'random' | 'unexplained') => event.layers.map((l, i) => ({ x: i + 1, y: l[key] }));
  return (
    <>
      <LineChart title="Covariances in a mirror, layer by layer" marker={layer + 1}
        series={[
          { id: 'commutator', label: 'mirror', colour: 'var(--accent)', marks: true, weight: 2.6, points: line('commutator') },
          { id: 'random', label: 'random rotation', colour: 'var(--muted)', dash: '5 3', marks: true, points: line('random') },
          { id: 'unexplained', label: 'not a rotation', colour: 'var(--danger)', dash: '2 3', marks: true, weight: 1.4, points: line('unexplained') },
        ]}
        x={{ label: 'layer', domain: [1, Math.max(2, layers.length)], ticks: layers.map((_, i) => i + 1), format: (v) => layers[v - 1]?.name ?? '' }} y={{ label: '‖C − QᵀCQ‖ / ‖C‖' }} />
      <Reading>
        A mirror changes the covariance of {name} by <strong>{short(own.commutator)}</strong> of its norm, a random rotation by {short(own.random)}{own.commutator < own.random ? ': it commutes with the mirror better than by chance' : ': no better than chance'}.
        {' '}The network is right on {percent(event.accuracy)} of the test images and on {percent(event.mirrored)} of them mirrored, and says the same of both for <strong>{percent(event.agreement)}</strong>.
      </Reading>
      <Detail>Q: the rotation of channels that best takes the activations of images to those of their mirror images (mirrored back); what it leaves unexplained is {share(own.unexplained)} at {name}. Theorem 3: networks whose covariances commute with a symmetry are invariant to it, the better the wider.</Detail>
    </>
  );
}
