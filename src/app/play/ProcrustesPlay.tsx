import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { percent, short } from '../../charts/format.ts';
import { align, cloudsOf, type Clouds } from '../../lab/play/procrustes.ts';
import type { ProcrustesSettings } from '../../lab/play/settings.ts';
import { Choice, Reading } from '../../panels/shared.tsx';
import { fill, Prose } from '../Prose.tsx';
import { strings } from '../../strings/index.ts';

const text = strings.play.procrustes;
/** Least length of half the side of the picture, in units of the cloud. */
const LEAST = 2.5;
/** Degrees of one press of an arrow key. */
const TURN = 5;

const wrapped = (degrees: number): number => ((((Math.round(degrees) + 180) % 360) + 360) % 360) - 180;

/** Two clouds; the second is turned by hand and aligned back. */
export function ProcrustesPlay({
  settings,
  onChange,
}: {
  settings: ProcrustesSettings;
  onChange(settings: ProcrustesSettings): void;
}) {
  const [view, setView] = useState<'before' | 'after'>('before');
  const clouds = cloudsOf(settings);
  const best = align(clouds, settings.reflections);
  const shown = view === 'after' ? best.aligned : clouds.moved;
  const { parts } = best;
  const turn = (angle: number, tilt: number) => {
    setView('before');
    onChange({
      ...settings,
      angle: wrapped(settings.angle + angle),
      tilt: settings.dimensions === '3' ? wrapped(settings.tilt + tilt) : settings.tilt,
    });
  };
  return (
    <>
      <section className="card" aria-labelledby="play-clouds">
        <h3 id="play-clouds">{text.picture}</h3>
        <Choice label={text.view} value={view} options={text.views} onChange={setView} />
        <CloudPicture
          clouds={clouds}
          shown={shown}
          space={settings.dimensions === '3'}
          label={fill(text.label, {
            state: text.views[view],
            points: settings.points,
            angle: settings.angle,
          })}
          onTurn={turn}
        />
        <p className="fine">{settings.dimensions === '3' ? text.turn3 : text.turn2}</p>
      </section>
      <section className="card" aria-labelledby="play-residual">
        <h3 id="play-residual">{text.residual}</h3>
        <p className="formula-line">
          <Prose text={text.identity} />
        </p>
        <div className="scroll">
          <table className="numbers">
            <tbody>
              <tr>
                <th scope="row">
                  <Prose text={text.rows.moved} />
                </th>
                <td>{short(parts.moved)}</td>
              </tr>
              <tr>
                <th scope="row">
                  <Prose text={text.rows.fixed} />
                </th>
                <td>{short(parts.fixed)}</td>
              </tr>
              <tr>
                <th scope="row">
                  <Prose text={text.rows.nuclear} />
                </th>
                <td>{short(parts.nuclear)}</td>
              </tr>
              <tr>
                <th scope="row">
                  <Prose text={text.rows.identity} />
                </th>
                <td>{short(tidy(parts.moved + parts.fixed - 2 * parts.nuclear))}</td>
              </tr>
              <tr>
                <th scope="row">
                  <Prose text={text.rows.residual} />
                </th>
                <td>{short(tidy(best.residual))}</td>
              </tr>
              <tr>
                <th scope="row">
                  <Prose text={text.rows.before} />
                </th>
                <td>{short(tidy(best.before))}</td>
              </tr>
            </tbody>
          </table>
        </div>
        <Reading>
          <Prose
            text={fill(text.reading[settings.other], {
              residual: short(tidy(best.residual)),
              before: short(tidy(best.before)),
              similarity: percent(best.similarity),
            })}
          />{' '}
          <Prose
            text={
              best.reflects
                ? text.reflects
                : settings.mirror && !settings.reflections
                  ? text.cannot
                  : text.rotates
            }
          />
        </Reading>
        <p className="fine">
          <Prose text={text.note} />
        </p>
      </section>
    </>
  );
}

/** Rounding of a residual that is zero is shown as zero. */
const tidy = (x: number): number => (Math.abs(x) < 1e-12 ? 0 : x);

/** Both clouds with a thread between partners; dragging or the arrow keys turn the second. */
function CloudPicture({
  clouds: { dimensions: d, points, fixed },
  shown,
  space,
  label,
  onTurn,
}: {
  clouds: Clouds;
  shown: Float64Array;
  space: boolean;
  label: string;
  onTurn(angle: number, tilt: number): void;
}) {
  const last = useRef<{ x: number; y: number } | null>(null);
  const reach = reachOf(d, points, fixed, shown);
  const onKeyDown = (event: KeyboardEvent) => {
    const by: Record<string, [number, number]> = {
      ArrowLeft: [TURN, 0],
      ArrowRight: [-TURN, 0],
      ...(space && { ArrowUp: [0, -TURN], ArrowDown: [0, TURN] }),
    };
    if (!by[event.key]) return;
    event.preventDefault();
    onTurn(...by[event.key]);
  };
  const onMove = (event: PointerEvent<SVGSVGElement>) => {
    if (!last.current) return;
    const box = event.currentTarget.getBoundingClientRect();
    const center = { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    if (space) {
      const [dx, dy] = [event.clientX - last.current.x, event.clientY - last.current.y];
      if (Math.abs(dx) + Math.abs(dy) < 2) return;
      onTurn(-dx / 2, dy / 2);
    } else {
      const angle = (p: { x: number; y: number }) => Math.atan2(center.y - p.y, p.x - center.x);
      const by = ((angle({ x: event.clientX, y: event.clientY }) - angle(last.current)) * 180) / Math.PI;
      // A small drag is kept until it makes a degree.
      if (Math.abs(by) < 1) return;
      onTurn(by, 0);
    }
    last.current = { x: event.clientX, y: event.clientY };
  };
  // The third coordinate, towards the eye, as size.
  const size = (cloud: Float64Array, p: number) =>
    0.021 * reach * (space ? 1 + 0.28 * Math.max(-2, Math.min(2, cloud[p * d + 2])) : 1);
  return (
    <svg
      className="clouds"
      viewBox={`${-reach} ${-reach} ${2 * reach} ${2 * reach}`}
      role="application"
      aria-roledescription={text.role}
      aria-label={label}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerMove={onMove}
      onPointerUp={() => {
        last.current = null;
      }}
      onPointerCancel={() => {
        last.current = null;
      }}
    >
      <line x1={-reach} x2={reach} y1={0} y2={0} className="axis" />
      <line x1={0} x2={0} y1={-reach} y2={reach} className="axis" />
      {Array.from({ length: points }, (_, p) => (
        <line
          key={p}
          className="thread"
          x1={fixed[p * d]}
          y1={-fixed[p * d + 1]}
          x2={shown[p * d]}
          y2={-shown[p * d + 1]}
        />
      ))}
      {Array.from({ length: points }, (_, p) => (
        <circle key={p} className="fixed" cx={fixed[p * d]} cy={-fixed[p * d + 1]} r={size(fixed, p)} />
      ))}
      {Array.from({ length: points }, (_, p) => {
        const r = size(shown, p);
        const [x, y] = [shown[p * d], -shown[p * d + 1]];
        return <rect key={p} className="moved" x={x - r} y={y - r} width={2 * r} height={2 * r} />;
      })}
    </svg>
  );
}

/** The farthest point from the middle: no turn of the clouds leaves the picture. */
function reachOf(d: number, points: number, ...clouds: Float64Array[]): number {
  let farthest = LEAST ** 2;
  for (const cloud of clouds)
    for (let p = 0; p < points; p++)
      farthest = Math.max(
        farthest,
        cloud.subarray(p * d, (p + 1) * d).reduce((sum, x) => sum + x * x, 0),
      );
  return 1.05 * Math.sqrt(farthest);
}
