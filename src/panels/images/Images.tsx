import { useState } from 'react';
import { PixelImage, decodePixels } from '../../charts/PixelImage.tsx';
import { ProbabilityBars } from '../../charts/ProbabilityBars.tsx';
import type { NetworkKind } from '../../lab/events.ts';
import { Empty, kindColours, kindNames, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';
import { OwnImage } from './OwnImage.tsx';

const KINDS: NetworkKind[] = ['trained', 'rainbow', 'unaligned'];
type Answers = Partial<Record<NetworkKind, number[]>>;

/** What the trained, the redrawn and the unaligned network say about one image. */
export function Images({ run, net, classify }: PanelProps) {
  const [index, setIndex] = useState(0);
  const [own, setOwn] = useState<{ pixels: Uint8Array; answers: Answers } | null>(null);
  const dataset = run.started?.dataset, images = net.gallery?.images ?? [];
  if (!dataset || images.length === 0) return <Empty>Comes at the end of the run: the networks are asked about single test images, and about one of yours.</Empty>;
  const { size, channels, classes } = dataset, shown = images[Math.min(index, images.length - 1)];
  const answers = own?.answers ?? shown.probabilities, label = own ? null : shown.label;
  const said = (kind: NetworkKind): string | null => { const p = answers[kind]; return p ? classes[p.indexOf(Math.max(...p))] : null; };
  return (
    <>
      <div className="thumbnails" role="group" aria-label="Test images">
        {images.map((image, i) => (
          <button key={i} type="button" aria-pressed={!own && i === index} aria-label={`Test image ${i + 1}: ${classes[image.label]}`} onClick={() => { setIndex(i); setOwn(null); }}>
            <PixelImage pixels={decodePixels(image.pixels)} size={size} channels={channels} alt="" side={34} />
          </button>
        ))}
      </div>
      <div className="answers">
        <div>
          <PixelImage pixels={own?.pixels ?? decodePixels(shown.pixels)} size={size} channels={channels} alt={own ? 'Your image' : `Test image ${index + 1}`} side={128} />
          <p className="fine">{own ? 'your image' : <>test image {index + 1}: <strong>{classes[shown.label]}</strong></>}</p>
        </div>
        {KINDS.map((kind) => answers[kind] && <ProbabilityBars key={kind} title={kindNames[kind]} classes={classes} probabilities={answers[kind]} label={label} colour={kindColours[kind]} />)}
      </div>
      <Reading>
        {label === null ? 'About your image' : <>It is a <strong>{classes[label]}</strong></>}: the trained network says <strong>{said('trained')}</strong>{said('rainbow') && <>, the redrawn one <strong>{said('rainbow')}</strong></>}{said('unaligned') && <>, the one left unaligned <strong>{said('unaligned')}</strong></>}.
      </Reading>
      {classify
        ? <OwnImage size={size} channels={channels} onImage={(pixels) => classify(pixels).then((result) => setOwn({ pixels, answers: result }))} />
        : <p className="fine">Your own image or a drawing: press Run first. A recording holds numbers, not networks.</p>}
    </>
  );
}
