import { useState } from 'react';
import { PixelImage } from '../../charts/PixelImage.tsx';
import { ProbabilityBars } from '../../charts/ProbabilityBars.tsx';
import type { NetworkKind } from '../../lab/events.ts';
import { strings } from '../../strings/index.ts';
import { Empty, kindColours, kindNamesIn, marked, Reading } from '../shared.tsx';
import type { PanelProps } from '../types.ts';
import { OwnImage } from './OwnImage.tsx';

const text = strings.panels.images;

const KINDS: NetworkKind[] = ['trained', 'rainbow', 'unaligned'];
type Answers = Partial<Record<NetworkKind, number[]>>;

/** What the trained, the redrawn and the unaligned network say about one image. */
export function Images({ run, net, classify }: PanelProps) {
  const [index, setIndex] = useState(0);
  const names = kindNamesIn(run);
  const [own, setOwn] = useState<{ pixels: Uint8Array; answers: Answers } | null>(null);
  const dataset = run.started?.dataset;
  const images = net.gallery?.images ?? [];
  if (!dataset || images.length === 0) return <Empty>{text.coming}</Empty>;
  const { size, channels, classes } = dataset;
  const shown = images[Math.min(index, images.length - 1)];
  const answers = own?.answers ?? shown.probabilities;
  const label = own ? null : shown.label;
  const said = (kind: NetworkKind): string | null => {
    const p = answers[kind];
    return p ? classes[p.indexOf(Math.max(...p))] : null;
  };
  return (
    <>
      <div className="thumbnails" role="group" aria-label={text.all}>
        {images.map((image, i) => (
          <button
            key={i}
            type="button"
            aria-pressed={!own && i === index}
            aria-label={text.one(i + 1, classes[image.label])}
            onClick={() => {
              setIndex(i);
              setOwn(null);
            }}
          >
            <PixelImage pixels={image.pixels} size={size} channels={channels} alt="" side={34} />
          </button>
        ))}
      </div>
      <div className="answers">
        <div>
          <PixelImage
            pixels={own?.pixels ?? shown.pixels}
            size={size}
            channels={channels}
            alt={own ? text.altOwn : text.alt(index + 1)}
            side={128}
          />
          <p className="fine">{own ? text.own : marked(text.shown(index + 1, classes[shown.label]))}</p>
        </div>
        {KINDS.map(
          (kind) =>
            answers[kind] && (
              <ProbabilityBars
                key={kind}
                title={names[kind]}
                classes={classes}
                probabilities={answers[kind]}
                label={label}
                colour={kindColours[kind]}
              />
            ),
        )}
      </div>
      <Reading>
        {marked(
          text.reading(
            names.trained,
            label === null ? null : classes[label],
            said('trained'),
            said('rainbow'),
            said('unaligned'),
          ),
        )}
      </Reading>
      {classify ? (
        <OwnImage
          size={size}
          channels={channels}
          onImage={(pixels) => classify(pixels).then((result) => setOwn({ pixels, answers: result }))}
        />
      ) : (
        <p className="fine">{text.notLive}</p>
      )}
    </>
  );
}
